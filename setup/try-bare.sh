#!/bin/sh
# try-bare.sh FOLDER root|user COMMAND...: runs a command of this repository in a bare Debian 12, made anew each time.
# For developers. Needs root and debootstrap; FOLDER keeps the downloaded system for the next time.
#   setup/try-bare.sh /tmp/bare user ./run --setup-only
# The machine's ways to its packages are passed on: pip's settings, certificates, names of hosts, and the paths in
# TRY_BARE_PASS (a local index, a file of apt's settings), which appear inside, read-only, under the same names.
# TRY_BARE_OVER names a folder whose files are laid over the copy of the repository.
set -eu
[ $# -ge 3 ] || { sed -n '2,7s/^# //p' "$0" >&2; exit 2; }
folder=$1 who=$2
shift 2
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
system=$folder/$who

if [ ! -e "$folder/base/etc/debian_version" ]; then
    debootstrap --variant=minbase --include=python3,ca-certificates bookworm "$folder/base"
fi

leave() {
    for path in $(sed -n "s:^[^ ]* \($system/[^ ]*\) .*:\1:p" /proc/mounts | sort -r); do umount -l "$path"; done
}
trap leave EXIT
trap 'exit 130' INT TERM
leave
rm -rf --one-file-system "$system"
cp -a "$folder/base" "$system"
mount -t proc proc "$system/proc"
mount --rbind /dev "$system/dev"
mount --make-rslave "$system/dev"
for path in ${TRY_BARE_PASS:-}; do
    mkdir -p "$system$(dirname "$path")"
    if [ -d "$path" ]; then mkdir -p "$system$path"; else touch "$system$path"; fi
    mount --bind -o ro "$path" "$system$path"
done
cp /etc/hosts /etc/resolv.conf "$system/etc/"
cp /etc/ssl/certs/ca-certificates.crt "$system/etc/ssl/certs/"
{ echo '[global]'; python3 -m pip config list | sed -n "s/^[a-z:]*\.\([a-z-]*\)='\(.*\)'\$/\1 = \2/p" | sort -u; } \
    > "$system/etc/pip.conf"

chroot "$system" useradd --create-home person
home=/root
[ "$who" = root ] || home=/home/person
mkdir "$system$home/literacy"
(cd "$root" && tar -c --exclude=./.venv --exclude=./.setup --exclude=./var --exclude=./node_modules \
    --exclude=./.git --exclude=./static/fonts --exclude=__pycache__ --exclude='./.*_cache' .) | tar -x -C "$system$home/literacy"
[ -z "${TRY_BARE_OVER:-}" ] || cp -a "$TRY_BARE_OVER/." "$system$home/literacy/"
[ "$who" = root ] || chroot "$system" chown -R person:person "$home"

echo "try-bare: $(sed -n 1p "$system/etc/debian_version") as $who: $*"
[ "$who" = root ] && userspec=root:root || userspec=person:person
chroot --userspec="$userspec" "$system" env -i HOME="$home" PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C \
    sh -c 'cd "$HOME/literacy" && "$@"' sh "$@"
