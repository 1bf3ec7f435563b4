# Seeds Redmine: an agent (bot) and a requester (alice), two private projects, two custom fields, and the API keys,
# which are written to files in SEED_FOLDER. Settings and custom fields have no end points in its API.

Setting.rest_api_enabled = '1'

def user(login, first, last, mail)
  user = User.new(firstname: first, lastname: last, mail: mail, language: 'en')
  user.login = login
  user.password = user.password_confirmation = "#{login}-password"
  user.save!
  user
end

def write_key(file, user)
  path = File.join(ENV.fetch('SEED_FOLDER'), file)
  File.write(path, user.api_key)
  File.chmod(0o600, path)
end

bot = user('bot', 'Robot', 'Helper', 'bot@rm.test')
alice = user('alice', 'Alice', 'Customer', 'alice@example.org')
admin = User.find_by_login('admin')
admin.must_change_passwd = false
admin.save!

manager = Role.find_by_name('Manager')
manager.add_permission!(:set_notes_private, :view_private_notes, :delete_issues)
reporter = Role.find_by_name('Reporter')

%w[Support Billing].each do |name|
  project = Project.create!(
    name: name, identifier: name.downcase, is_public: false, enabled_module_names: ['issue_tracking']
  )
  Member.create!(project: project, principal: bot, roles: [manager])
  Member.create!(project: project, principal: alice, roles: [reporter])
end

everywhere = { field_format: 'list', is_for_all: true, is_filter: true, tracker_ids: Tracker.pluck(:id) }
tags = %w[billing cancellation delivery fire login outage printer stale vip]
IssueCustomField.create!(name: 'Tags', multiple: true, possible_values: tags, **everywhere)
IssueCustomField.create!(name: 'Severity', possible_values: %w[low medium high], **everywhere)

write_key('token', bot)
write_key('requester-token', alice)
write_key('admin-token', admin)
