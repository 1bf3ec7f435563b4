# Request Tracker 5 with SQLite and its own small web server. Sourced by scripts/servers.
# shellcheck shell=bash disable=SC2034,SC2154

# A mail program is wanted by the package; the configuration below never calls it.
packages="request-tracker5 rt5-db-sqlite rt5-standalone rt5-clients dbconfig-no-thanks msmtp-mta sqlite3 curl procps"
answers='request-tracker5 request-tracker5/rtname string rt.test
request-tracker5 request-tracker5/organization string rt.test
request-tracker5 request-tracker5/handle-siteconfig-permissions boolean true
request-tracker5 request-tracker5/install-cronjobs boolean false'

first_port=8085
probe=/rt
library=/usr/share/request-tracker5

# Nothing under /etc is read. Texts are searched, which RT must be told to do. Tokens are hashed at the least cost, else
# each request would take a third of a second.
configure() {
    mkdir -p "$dir"/{conf.d,mason_data/obj,session_data,mail}
    cat >"$dir/RT_SiteConfig.pm" <<PERL
Set(\$rtname, 'rt.test');
Set(\$Organization, 'rt.test');
Set(\$CorrespondAddress, 'rt\@rt.test');
Set(\$CommentAddress, 'rt-comment\@rt.test');
Set(\$WebDomain, '127.0.0.1');
Set(\$WebPort, $port);
Set(\$WebBaseURL, 'http://127.0.0.1:$port');
Set(\$WebPath, '');
Set(\$CanonicalizeRedirectURLs, 0);
Set(\$DatabaseType, 'SQLite');
Set(\$DatabaseName, '$dir/rt.sqlite');
Set(\$MailCommand, 'mbox');  # a file in TMPDIR: no mail leaves the machine
Set(\$LogToSyslog, undef);
Set(\$LogToSTDERR, 'warning');
Set(\$Timezone, 'UTC');
Set(\$BcryptCost, 4);
Set(%FullTextSearch, Enable => 1, Indexed => 0);
\$RT::MasonDataDir = '$dir/mason_data';
\$RT::MasonSessionDir = '$dir/session_data';
\$RT::VarPath = '$dir';
1;
PERL
    chown -R www-data:www-data "$dir"
    export RT_SITE_CONFIG="$dir/RT_SiteConfig.pm" RT_SITE_CONFIG_DIR="$dir/conf.d"
    command_line=(
        env TMPDIR="$dir/mail" HOME="$dir" setpriv --reuid=www-data --regid=www-data --clear-groups
        "$library/libexec/rt-server" --host 127.0.0.1 --port "$port" --max-workers 2 --max-reqs-per-child 10000
    )
}

seed() {
    rm -f "$dir/rt.sqlite"
    printf root-password >"$dir/root-password"
    chown www-data "$dir/root-password"
    quietly as_server /usr/sbin/rt-setup-database-5 --action init --skip-create \
        --root-password-file "$dir/root-password"
    quietly as_server perl "-I$library/lib" "$here/servers.d/request-tracker.pl" "$dir/token"
}

write_settings() {
    local token requester admin
    token=$(cat "$dir/token")
    requester=$(printf alice:alice-password | base64)
    admin=$(printf root:root-password | base64)
    cat >"$dir/env" <<ENV
BASE_URL='http://127.0.0.1:$port/REST/2.0'
TOKEN='$token'
AUTH='Authorization: token $token'
REQUESTER_AUTH='Authorization: Basic $requester'
ADMIN_AUTH='Authorization: Basic $admin'
ENV
    chmod 600 "$dir/env"
}

discard() { :; }
