# Every night, what has come in since the last: a file for /etc/cron.d.
#
# flock leaves a run that is still going alone: the next one ends at once, with 0, and the one after it
# takes in what is new. Where another machine may run the same job, the output's own lock says no (code 3).
# Lines on stderr are mailed: bad input, or a night that is not as expected. Such a night is not let in (code 6); its
# report is /srv/photos-spatial.refused.html, and the next night tries it again. In a crontab % is written \%.
# A run without new files does nothing, so it may be started as often as you like.
SHELL=/bin/bash
MAILTO=operators@example.org
DROPSHARD=/opt/dropshard/job/bin/dropshard
JOB=/opt/dropshard/conf/spatial.conf
LOCK=/run/lock/dropshard-photos.lock

# m h dom mon dow user      command
15  2 *   *   *   dropshard flock --nonblock --conflict-exit-code 0 "$LOCK" "$DROPSHARD" augment --config "$JOB" --incremental --input /srv/photos --output /srv/photos-spatial --on-error quarantine --expect rows.bad=0 types.new=0 --baseline latest --progress plain
