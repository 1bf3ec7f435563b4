# Seeds Request Tracker: an agent (bot) and a requester (alice), a queue, two custom fields, and bot's token, which is
# written to the file named by the first argument. REST 2 has no end points for rights, fields and tokens.
use strict;
use warnings;
use RT -init;

my $system = RT->SystemUser;

# Creates a record of a class, or ends with RT's own words.
sub create {
    my ($class, %values) = @_;
    my $record = $class->new($system);
    my ($id, $message) = $record->Create(%values);
    die "$class: $message\n" unless $id;
    return $record;
}

sub grant {
    my ($principal, $object, @rights) = @_;
    for my $right (@rights) {
        my ($ok, $message) = $principal->GrantRight(Right => $right, Object => $object);
        die "right $right: $message\n" unless $ok;
    }
}

my $bot = create('RT::User', Name => 'bot', EmailAddress => 'bot@rt.test', RealName => 'Robot Helper', Privileged => 1);
create(
    'RT::User',
    Name => 'alice', EmailAddress => 'alice@example.org', RealName => 'Alice Customer',
    Password => 'alice-password', Privileged => 0,
);

my $support = create('RT::Queue', Name => 'Support', CorrespondAddress => 'support@rt.test');
my $general = RT::Queue->new($system);
$general->Load('General');

# The agent is no superuser: those are told totals and next pages that nobody else is.
grant(
    $bot->PrincipalObj, $RT::System,
    qw(SeeQueue ShowTicket ShowTicketComments ShowOutgoingEmail CreateTicket ReplyToTicket CommentOnTicket
       ModifyTicket DeleteTicket OwnTicket TakeTicket StealTicket ReassignTicket WatchAsAdminCc
       SeeCustomField ModifyCustomField ManageAuthTokens),
);
my $everyone = RT::Group->new($system);
$everyone->LoadSystemInternalGroup('Everyone');
for my $queue ($general, $support) {
    grant($everyone->PrincipalObj, $queue, qw(SeeQueue CreateTicket));
    my $requesters = RT::Group->new($system);
    $requesters->LoadRoleGroup(Object => $queue, Name => 'Requestor');
    grant($requesters->PrincipalObj, $queue, qw(ShowTicket ReplyToTicket));
}

my %of_tickets = (LookupType => 'RT::Queue-RT::Ticket');
my $severity = create('RT::CustomField', Name => 'Severity', Type => 'SelectSingle', %of_tickets);
$severity->AddValue(Name => $_) for qw(low medium high);
my $tags = create('RT::CustomField', Name => 'Tags', Type => 'FreeformMultiple', %of_tickets);
for my $field ($severity, $tags) {
    $field->AddToObject($_) for $general, $support;
}

my $owner = RT::CurrentUser->new;
$owner->Load('bot');
my (undef, $message, $token) = RT::AuthToken->new($owner)->Create(Owner => $owner->id, Description => 'tests');
die "token: $message\n" unless $token;
open my $file, '>', $ARGV[0] or die "$ARGV[0]: $!\n";
print $file $token;
close $file;
