# Draws the secrets of compose.yaml into stack/.env, where Docker Compose looks for them. Those that are there stay.
set -eu
cd "$(dirname "$0")"
umask 077
set -o noclobber
for name in POSTGRES_PASSWORD SUPERSET_SECRET_KEY SUPERSET_ADMIN_PASSWORD; do
  echo "$name=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')"
done >.env
