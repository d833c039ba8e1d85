# Every night, what has come in since the last: a file for /etc/cron.d.
#
# flock leaves a run that is still going alone: the next one ends at once, with 0, and the one after it
# takes in what is new. Where another machine may run the same job, the output's own lock says no (code 3).
# Lines on stderr are mailed: bad input, or (with --expect, code 6) a night that was not let in.
# A run without new files does nothing, so it may be started as often as you like.
SHELL=/bin/bash
MAILTO=operators@example.org
DROPSHARD=/opt/dropshard/job/bin/dropshard
JOB=/opt/dropshard/conf/spatial.conf
LOCK=/run/lock/dropshard-photos.lock

# m h dom mon dow user      command
15  2 *   *   *   dropshard flock --nonblock --conflict-exit-code 0 "$LOCK" "$DROPSHARD" augment --config "$JOB" --incremental --input /srv/photos --output /srv/photos-spatial --progress plain
