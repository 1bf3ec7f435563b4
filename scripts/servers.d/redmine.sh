# Redmine with SQLite under Puma. Sourced by scripts/servers.
# shellcheck shell=bash disable=SC2034,SC2154

packages="redmine redmine-sqlite ruby-sqlite3 puma sqlite3 curl procps"
answers='redmine redmine/instances/default/dbconfig-install boolean false
redmine redmine/current-instances string default
redmine redmine/default-language select en'

first_port=3085
probe=/users/current.json
library=/usr/share/redmine

# The package finds an instance by its name in this folder: a link there leads to ours.
instance=usher-$(printf '%s' "$dir" | cksum | cut -d ' ' -f 1)
link=/var/lib/redmine/$instance

configure() {
    mkdir -p "$dir"/instance/{config,log,files,public/plugin_assets,tmp}
    cat >"$dir/instance/config/database.yml" <<YAML
production: { adapter: sqlite3, database: "$dir/redmine.sqlite", timeout: 10000 }
YAML
    # No mail leaves the machine.
    cat >"$dir/instance/config/configuration.yml" <<YAML
production:
  email_delivery:
    delivery_method: :test
YAML
    [ -s "$dir/instance/config/secret_key.txt" ] ||
        od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$dir/instance/config/secret_key.txt"
    chown -R www-data:www-data "$dir"
    ln -sfn "$dir/instance" "$link"
    cd "$library"
    export REDMINE_INSTANCE=$instance RAILS_ENV=production REDMINE_LANG=en SCHEMA=/dev/null LC_ALL=C.UTF-8
    command_line=(
        env HOME="$dir" setpriv --reuid=www-data --regid=www-data --clear-groups
        puma -C /dev/null -e production -t 1:4 -b "tcp://127.0.0.1:$port" config.ru
    )
}

seed() {
    rm -f "$dir/redmine.sqlite"
    # Two processes: the second needs the columns that the first makes.
    quietly as_server bundle exec rake db:migrate
    quietly as_server bundle exec rake redmine:load_default_data
    quietly as_server env SEED_FOLDER="$dir" bundle exec rails runner "$here/servers.d/redmine.rb"
}

write_settings() {
    cat >"$dir/env" <<ENV
BASE_URL='http://127.0.0.1:$port'
TOKEN='$(cat "$dir/token")'
ADMIN_TOKEN='$(cat "$dir/admin-token")'
AUTH='X-Redmine-API-Key: $(cat "$dir/token")'
REQUESTER_AUTH='X-Redmine-API-Key: $(cat "$dir/requester-token")'
ADMIN_AUTH='X-Redmine-API-Key: $(cat "$dir/admin-token")'
ENV
    chmod 600 "$dir/env"
}

discard() { rm -f "$link"; }
