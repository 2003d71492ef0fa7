"""Every command of the screens, declared once.

A command's key, its action, its row in the palette and in the help, its word in the key bar and its id in a keymap all
come from here. A screen takes the groups that apply to it.
"""

from studytui.tui.command import Command, Group

EVERYWHERE = Group(
    "Everywhere",
    (
        # These two open a field to type in: with priority, keys typed right after wait until it is there.
        Command("write", "j", "app.write", "write", "Write in the journal.", True, True, priority=True),
        Command("find", "slash", "app.find", "find", "Find anything: topics, cards, your journal.", True, True, True),
        Command("go", "g", "app.go", "go", "Go on with today's plan.", True, True),
        Command("skip", "x", "app.skip", "skip", "Leave out what is next in today's plan.", in_palette=True),
        Command("desk", "1", "app.desk", "desk", "The desk: roadmap, week, journal.", True, True),
        Command("topics", "2", "app.topics", "topics", "All topics, and what feeds into what.", True, True),
        Command("labs", "3", "app.labs", "labs", "All labs, and how close you came.", True, True),
        Command("review", "4", "app.review", "review", "The cards of the day.", True, True),
        Command("journal", "5", "app.journal", "journal", "All entries, by day; search and filters.", True, True),
        Command("insights", "6", "app.insights", "insights", "What your time brought.", True, True),
        Command("card", "a", "app.card", "card", "Write a card about the topic in hand.", False, True, True),
        Command("look-back", "B", "app.look_back", "look back", "Look back: then and now.", in_palette=True),
        Command("focus", "F", "app.session", "focus", "Begin a session, or end it.", in_palette=True),
        Command("plan", "P", "app.plan", "plan", "Your plan: start, days, minutes, cue.", in_palette=True),
        Command("copy", "y", "app.copy", "copy", "Copy what is under the cursor, or a link to it.", in_palette=True),
        Command("undo", "u", "app.undo", "undo", "Take back the last thing you did.", True, True),
        Command("help", "question_mark", "app.keys", "keys", "Show every key.", True, True),
        Command(
            "doctor",
            "exclamation_mark",
            "app.doctor",
            "doctor",
            "How your history is: damage, copies, devices.",
            in_palette=True,
        ),
        Command("back", "escape", "app.back", "back", "Close what is on top, or go back."),
        Command("palette", "ctrl+p", "app.command_palette", "palette", "Every command, by name.", True),
        Command("quit", "ctrl+q", "app.quit", "quit", "Leave; a draft is kept.", in_palette=True, priority=True),
    ),
)
LIST = Group(
    "In a list",
    (
        Command("list.up", "up,k", "move(-1)", "up", "Up one row."),
        Command("list.down", "down", "move(1)", "down", "Down one row (j is taken: it writes)."),
        Command("list.page-up", "pageup,ctrl+b", "page(-0.9)", "page up", "Up one page."),
        Command("list.page-down", "pagedown,ctrl+f", "page(0.9)", "page down", "Down one page."),
        Command("list.half-up", "ctrl+u", "page(-0.5)", "half page up", "Up half a page."),
        Command("list.half-down", "ctrl+d", "page(0.5)", "half page down", "Down half a page."),
        Command("list.first", "home", "end(False)", "first", "To the first row."),
        Command("list.last", "end,G", "end(True)", "last", "To the last row."),
        Command("list.choose", "enter", "choose", "open", "Open what is under the cursor.", shown=True),
    ),
)
DESK = Group(
    "Desk",
    (
        Command("desk.shorter", "s", "app.shorter", "short day", "Five minutes today, or as planned.", in_palette=True),
        Command("desk.tick", "space", "tick", "tick", "Tick the milestone off, or take the tick back.", shown=True),
        Command(
            "desk.left",
            "left,h,shift+tab",
            "pane(-1)",
            "pane left",
            "To the pane on the left; close a phase.",
            in_palette=True,
        ),
        Command(
            "desk.right",
            "tab,right,l",
            "pane(1)",
            "panes",
            "To the pane on the right; open a phase.",
            shown=True,
            in_palette=True,
        ),
        Command(
            "desk.previous-week",
            "left_square_bracket",
            "week(-1)",
            "week before",
            "Show the week before.",
            in_palette=True,
        ),
        Command(
            "desk.next-week", "right_square_bracket", "week(1)", "week after", "Show the week after.", in_palette=True
        ),
        Command("desk.now", "w", "now", "this week", "Back to the first week with something left.", in_palette=True),
    ),
)
JOURNAL = Group(
    "On a journal entry",
    (
        Command("journal.edit", "e", "edit", "edit", "Edit the entry; the old text stays in the history.", shown=True),
        Command("journal.star", "s", "star", "star", "Star the entry, or take the star off.", shown=True),
        Command("journal.delete", "d,delete", "delete", "delete", "Delete the entry; u brings it back.", shown=True),
    ),
)
JOURNAL_SCREEN = Group(
    "Journal",
    (
        Command("journal.search", "f", "search", "search", "Show only what holds the words.", True, priority=True),
        Command("journal.whole", "tab,right", "whole", "entry", "To the whole entry."),
        Command("journal.list", "shift+tab,left,h", "list", "list", "Back to the list."),
        Command("journal.prompt", "p", "prompt", "prompt", "Begin an entry with a prompt.", shown=True),
        Command("journal.topic", "t", "topic", "topic", "Read the topic of the entry.", shown=True),
        Command("journal.lab", "l", "lab", "lab", "Open the lab of the entry.", shown=True),
        Command("journal.history", "v", "history", "history", "What the entry said before.", shown=True),
        Command("journal.editor", "E", "editor", "editor", "Edit the entry in your own editor.", shown=True),
        Command("journal.decisions", "D", "only('decision')", "decisions", "Only decisions: starred or #decision."),
        Command("journal.starred", "S", "only('starred')", "starred", "Only starred entries."),
        Command("journal.by-topic", "T", "by('topic')", "by topic", "Only entries about one topic."),
        Command("journal.by-lab", "L", "by('lab')", "by lab", "Only entries that came of one lab."),
        Command("journal.by-tag", "number_sign", "by('tag')", "by tag", "Only entries with one #tag."),
    ),
)
COMPOSER = Group(
    "While writing",
    (
        Command("composer.save", "ctrl+s", "save", "save", "Save the entry.", shown=True),
        Command(
            "composer.other", "tab,shift+tab", "other", "result", "Between the text and its result.", True, False, True
        ),
        Command("composer.leave", "escape", "leave", "later", "Put the pen down; the draft is kept.", shown=True),
    ),
)
READER = Group(
    "Reading a topic",
    (
        Command("reader.up", "up,k", "scroll_by(-1)", "up", "Up one line."),
        Command("reader.down", "down", "scroll_by(1)", "down", "Down one line."),
        Command("reader.page-up", "pageup,b,ctrl+b,ctrl+u", "page(-1)", "page up", "Up one page."),
        Command("reader.page-down", "space,pagedown,ctrl+f,ctrl+d", "page(1)", "page", "Down one page.", shown=True),
        Command("reader.contents", "c,tab", "contents", "contents", "Choose a section.", shown=True),
        Command("reader.read", "r", "screen.toggle_read", "read", "Mark the topic as read, or as unread.", shown=True),
        Command("reader.map", "m", "screen.map", "map", "What feeds into this topic, and what it feeds.", shown=True),
        Command("reader.next-link", "n", "link(1)", "link", "To the next link.", shown=True),
        Command("reader.previous-link", "N", "link(-1)", "link before", "To the link before."),
        Command("reader.follow", "enter", "follow", "follow", "Follow the link.", shown=True),
        Command(
            "reader.back", "escape,backspace,h,left", "app.back", "back", "Back to where you came from.", shown=True
        ),
    ),
)
EXPLANATION = Group(
    "Reading an explanation",
    tuple(
        each._replace(shown=each.id == "reader.page-down")
        for each in READER.commands
        if each.id not in ("reader.read", "reader.map", "reader.contents")
    ),
)
TOPICS = Group(
    "Topics",
    (
        Command("topics.read", "r,space", "toggle_read", "read", "Mark the topic as read, or as unread.", shown=True),
        Command("topics.filter", "f", "filter", "filter", "Show only what holds the words you type.", shown=True),
        Command("topics.drill", "d", "app.drill", "drill", "Drill your weak spots, outside the schedule."),
        Command("topics.order", "o", "order", "order", "By phase, unread first, or weakest first.", shown=True),
        Command("topics.map", "m", "map", "map", "To the map of what feeds into what.", shown=True),
        Command("topics.next", "tab,right,l", "pane(1)", "panes", "To the topic, then to its map.", shown=True),
        Command("topics.list", "shift+tab,left,h", "pane(-1)", "pane before", "To the pane before; back to the list."),
    ),
)
MAP = Group(
    "On the map",
    (
        Command("map.left", "left,h", "side(-1)", "left", "To what feeds the topic."),
        Command("map.right", "right,l", "side(1)", "right", "To what the topic feeds."),
        Command("map.up", "up,k", "row(-1)", "up", "Up one topic."),
        Command("map.down", "down", "row(1)", "down", "Down one topic."),
        Command("map.choose", "enter", "choose", "walk", "Walk to the topic; in the middle, read it.", shown=True),
        Command("map.read", "space", "read", "open", "Read the topic under the cursor.", shown=True),
    ),
)
LABS = Group(
    "Labs",
    (
        Command("labs.list", "shift+tab,left,h", "list", "list", "Back to the list."),
        Command("labs.about", "tab,right,l", "about", "panes", "To what the lab asks, and what you said.", shown=True),
    ),
)
LAB = Group(
    "In a lab",
    (
        Command("lab.go-on", "enter", "go_on", "go on", "To the next step.", shown=True),
        Command("lab.next", "m", "next", "next question", "Change a parameter, and predict again.", shown=True),
        Command("lab.again", "r", "again", "run again", "Run it again: how much does it vary?", shown=True),
        Command("lab.leave", "escape", "app.back", "back", "Stop the run, or leave the lab.", shown=True),
        Command("lab.source", "v", "source", "program", "Look at the program.", shown=True),
        Command("lab.topic", "t", "topic", "topic", "Read the topic that the lab belongs to.", shown=True),
    ),
)
PREDICTION = Group(
    "Predicting",
    (
        # With priority: whoever presses it twice means the second one for the next line.
        Command(
            "prediction.go-on",
            "enter",
            "go_on",
            "go on",
            "To the next line; on the last, lock it in.",
            True,
            False,
            True,
        ),
        Command("prediction.lock", "ctrl+s", "lock", "lock in", "Lock the prediction in, and run.", shown=True),
    ),
)
REVIEW = Group(
    "Reviewing",
    (
        Command("review.show", "space,enter", "show", "show", "Show the answer.", shown=True),
        Command("review.again", "1", "grade(1)", "forgotten", "I had forgotten it."),
        Command("review.hard", "2", "grade(2)", "hard", "It was hard."),
        Command("review.good", "3", "grade(3)", "good", "I knew it."),
        Command("review.easy", "4", "grade(4)", "easy", "It was easy."),
        Command("review.undo", "u", "undo_grade", "undo", "Take back the last grade.", shown=True),
        Command("review.undo-typing", "ctrl+z", "undo_grade(True)", "undo", "The same where one types.", shown=True),
        Command("review.topic", "t", "topic", "topic", "Read where it comes from.", shown=True),
        Command("review.lab", "l", "lab", "lab", "Open the lab of the card.", shown=True),
        Command("review.edit", "e", "edit", "edit", "Reword the card.", shown=True),
        Command("review.bury", "b", "aside('buried')", "bury", "Not today.", shown=True),
        Command("review.suspend", "S", "aside('suspended')", "suspend", "Never again, until taken back."),
        Command("review.delete", "D", "delete", "delete", "Take the card out for good; u brings it back."),
        Command("review.drill", "d", "app.drill", "drill", "Drill your weak spots, once no card is left."),
        Command("review.flag", "f", "aside('flagged')", "flag", "To be mended.", shown=True),
        Command("review.leave", "escape", "app.back", "stop", "Stop; everything graded is kept.", shown=True),
    ),
)
CARD = Group(
    "Writing a card",
    (
        Command("card.save", "ctrl+s", "save", "save", "Save the card; what is remembered of it stays.", True),
        Command("card.new", "ctrl+n", "save(True)", "as new", "Save it as a new card, met anew."),
        Command("card.other", "tab,shift+tab", "other", "answer", "Between question and answer.", True, False, True),
        Command("card.leave", "escape", "leave", "later", "Put the pen down; the draft is kept.", shown=True),
    ),
)
PLAN = Group(
    "Planning",
    (
        Command("plan.save", "ctrl+s", "save", "save", "Save the plan.", shown=True),
        Command("plan.go-on", "enter", "go_on", "go on", "To the next line; on the last, save.", priority=True),
        Command("plan.leave", "escape", "leave", "leave", "Leave the plan as it is.", shown=True),
    ),
)
INSIGHTS = Group(
    "Insights",
    (
        Command("insights.drill", "d", "app.drill", "drill", "Drill your weak spots, outside the schedule.", True),
        Command("insights.next", "right,l,tab", "page(1)", "next page", "To the next page.", shown=True),
        Command("insights.previous", "left,h,shift+tab", "page(-1)", "page before", "To the page before."),
        Command("insights.range", "r", "range", "range", "Four weeks, a quarter, a year, all.", shown=True),
    ),
)
SCROLLER = Group(
    "Reading a page",
    (
        Command("page.up", "up,k", "lines(-1)", "up", "Up one line."),
        Command("page.down", "down", "lines(1)", "down", "Down one line."),
        Command("page.page-up", "pageup,b,ctrl+b,ctrl+u", "pages(-0.9)", "page up", "Up one page."),
        Command("page.page-down", "space,pagedown,ctrl+f,ctrl+d", "pages(0.9)", "page", "Down one page.", shown=True),
    ),
)
LOOK_BACK = Group(
    "Looking back",
    (Command("look-back.another", "n", "another", "another", "Another question of long ago.", shown=True),),
)
ENDED = Group(
    "At a session's end",
    (
        Command("ended.nothing", "1", "rate(1)", "nothing", "Nothing moved."),
        Command("ended.little", "2", "rate(2)", "a little", "A little moved."),
        Command("ended.something", "3", "rate(3)", "something", "Something moved."),
        Command("ended.much", "4", "rate(4)", "much", "Much moved."),
        Command("ended.lot", "5", "rate(5)", "a lot", "A lot moved."),
        Command("ended.note", "n", "note", "note", "Add a note."),
        Command("ended.activity", "a", "activity", "activity", "Say that it was something else."),
        Command("ended.skip", "enter", "skip", "skip", "Keep the session without a rating."),
        Command("ended.back", "escape", "back", "back", "Let the session go on."),
    ),
)
AWAY = Group(
    "Back after a while",
    (
        Command("away.keep", "k", "keep", "keep", "Count the time away."),
        Command("away.trim", "t,escape", "trim", "trim", "End the session at your last key."),
        Command("away.discard", "d", "discard", "discard", "Keep nothing of the session."),
    ),
)
GROUPS = (
    *(EVERYWHERE, DESK, LIST, JOURNAL, JOURNAL_SCREEN, COMPOSER, TOPICS, MAP, READER, LABS, LAB),
    *(PREDICTION, REVIEW, PLAN, INSIGHTS, SCROLLER, LOOK_BACK, CARD, ENDED, AWAY),
)
