//! What a log that nobody has explained may call its columns and values.

use super::role::Role;

/// Words of which a column's name is made, by what it tells; the first that fits is taken, whole names before parts.
pub(super) const OF_COLUMNS: &[(Role, &[&str])] = &[
    (
        Role::Arrives,
        &[
            "arrives",
            "arrival",
            "arrivaltime",
            "callstarted",
            "starttime",
            "start",
            "calldate",
            "timestamp",
            "datetime",
            "enqueued",
            "queuestart",
            "qstart",
            "received",
            "created",
            "begin",
            "time",
            "anrufzeit",
            "beginn",
        ],
    ),
    (
        Role::ServiceStarts,
        &[
            "servicestarts",
            "answertime",
            "callanswered",
            "answeredat",
            "answer",
            "connected",
            "pickup",
            "servicestart",
            "serstart",
            "answered",
            "angenommen",
        ],
    ),
    (Role::ServiceEnds, &["serviceends", "serviceend", "serexit"]),
    (Role::Ends, &["ends", "endtime", "callended", "end", "hangup", "disconnected", "ended", "finish", "ende"]),
    (
        Role::Wait,
        &[
            "wait",
            "waitlength",
            "waittime",
            "waits",
            "waittimesec",
            "speedofanswer",
            "queuetime",
            "qtime",
            "timeinqueue",
            "asa",
            "waited",
            "ringtime",
            "wartezeit",
        ],
    ),
    (
        Role::Service,
        &[
            "service",
            "talk",
            "talktime",
            "talks",
            "servicelength",
            "billsec",
            "handletime",
            "servicetime",
            "sertime",
            "durationsec",
            "duration",
            "conversation",
            "aht",
            "talked",
            "dauer",
            "gespraechsdauer",
        ],
    ),
    (Role::WrapUp, &["wrapup", "acw", "aftercallwork", "wrap", "nachbearbeitung"]),
    (Role::Outcome, &["outcome", "disposition", "status", "result", "answered", "callresult", "state", "ergebnis"]),
    (Role::Agent, &["agent", "agentid", "agentname", "operator", "server", "user", "representative", "mitarbeiter"]),
    (Role::Group, &["group", "team", "agentgroup"]),
    (Role::Type, &["type", "queue", "queuename", "calltype", "topic", "skill", "category", "reason", "thema"]),
    (Role::Channel, &["channel", "media", "mediatype", "kanal"]),
    (Role::Date, &["date", "day", "datum", "tag"]),
];

const SERVED: [&str; 14] = [
    "served",
    "answered",
    "completed",
    "agent",
    "yes",
    "y",
    "true",
    "handled",
    "connected",
    "success",
    "1",
    "complete",
    "answer",
    "ja",
];
const ABANDONED: [&str; 18] = [
    "abandoned",
    "abandon",
    "hang",
    "hangup",
    "hung up",
    "no answer",
    "noanswer",
    "busy",
    "failed",
    "no",
    "n",
    "false",
    "missed",
    "unanswered",
    "0",
    "lost",
    "not answered",
    "nein",
];

/// Channels of which an agent may have several in hand.
const CHATS: [&str; 7] = ["chat", "chats", "webchat", "live chat", "livechat", "messaging", "whatsapp"];
/// Channels of work that may wait for days.
const EMAILS: [&str; 7] = ["email", "emails", "e mail", "e mails", "mail", "mails", "ticket"];

/// What an outcome seems to mean: the list of a mapping that it belongs to.
pub(super) fn known(outcome: &str) -> Option<&'static str> {
    listed(outcome, &[("served", &SERVED), ("abandoned", &ABANDONED)])
}

/// What a channel seems to be that is none of calls.
pub(super) fn of_channel(channel: &str) -> Option<&'static str> {
    listed(channel, &[("chat", &CHATS), ("email", &EMAILS)])
}

fn listed(value: &str, lists: &[(&'static str, &[&str])]) -> Option<&'static str> {
    let value = value.to_lowercase().replace(['_', '-'], " ");
    lists.iter().find(|(_, words)| words.contains(&value.as_str())).map(|(list, _)| *list)
}
