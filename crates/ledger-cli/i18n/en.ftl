### The English of every answer, note and error. `zh.ftl` says the same in Chinese.
###
### A refusal is `refusal-<code>`: what is wrong, with both numbers where there
### are two. Its `.hint` is the way out, with the next command ready to copy.

## Labels

label-error = error:
label-hint = hint:
label-warning = warning:
label-findings = found:
comma = , {""}
confirm-choices = (y/N)

## The panic hook

internal = this program is at fault ({ $why })
io = { $kind ->
        [not-found] it is not there
        [denied] the system does not allow it
        [read-only] the disk is read-only
        [full] the disk is full
        [too-large] the file would be too large for this disk
        [folder] it is a folder, and no file
        [no-folder] part of the path is no folder
        [there] it is there already
        [in-use] another program has it open
        [name] the name is too long, or has characters that this disk does not take
        [short] it ends too early
        [late] it did not answer in time
        [disk] the disk or the stick cannot read or write it ({ $why })
        [loop] its links lead in a circle
       *[other] the system says: { $why }
    }
typed-control = the { $field } holds a tab, a line break or another control character: { $code }, character { $at } of it
panic = something went wrong that should never go wrong, and `wenming` stopped: { $what }
    .place = place: { $place }, version { $version }
    .hint = what was acknowledged is safe in the journal; run `wenming audit` to see. Please report the two lines above, with what you typed, to whoever keeps this software for you

## Files, clock, operator

file-not-found = there is no `{ $path }`
    .hint = check the name and the folder; a name with spaces goes in quotes
folder-not-found = there is no folder `{ $folder }` for `{ $path }`
    .hint = check its name, or make it first; a name with spaces goes in quotes
file-denied = `{ $path }` cannot be read or written: the system does not allow it
    .hint = check whether another program has it open, whether the disk is read-only, and whose file it is
disk-full = `{ $path }` cannot be written: the disk is full
    .hint = free some space and ask again; what was acknowledged is safe
file-failed = `{ $path }` cannot be read or written: { $why }
    .hint = check the disk or the USB stick, and ask again
clock-unreadable = the computer's clock shows no time an entry could be made at
    .hint = set the clock, and ask again
operator-missing = nobody was named to act
    .hint = say who acts: `wenming --as OPERATOR …`, or set WENMING_AS
man-written = manual pages written to `{ $dir }`

## A wrong command line

misuse-missing = missing: { $missing }
misuse-unknown = `{ $arg }` is not an option here
misuse-no-value = `{ $arg }` needs a value
misuse-value = `{ $value }` does not fit `{ $arg }`
misuse-command = there is no command `{ $name }`
misuse-no-command = a command is missing
misuse-repeated = `{ $arg }` is given twice
misuse-conflict = `{ $arg }` does not go together with { $others }
misuse-suggestion = did you mean `{ $name }`?
misuse-choices = one of: { $names }
misuse-commands = commands: { $names }
misuse-usage = usage: { $usage }
misuse-help = more: `{ $command } --help`

## Why a value cannot be read

name-check-character = `{ $text }` is mistyped: its check character does not fit; compare it with the passbook
name-branch = a branch code is 2 to 8 of A-Z and 0-9, as `LC01`
name-account = an account number looks like `LC01-000123-Q`
name-operator = an operator id is 2 to 32 of a-z, 0-9, `.`, `_` and `-`, first a letter, as `clerk01`
name-request = a request key is 1 to 64 letters, digits and `.`, `_`, `:`, `#`, `-`
name-entry = an entry id looks like `LC01:41`; `wenming statement ACCOUNT` shows it
name-household = a household number is 1 to 32 letters, digits and dashes, no spaces, as `二组-017`
name-currency = a currency code is 1 to 8 of A-Z and 0-9, first a letter, as `JF`
name-rule = a rule code is 1 to 12 of A-Z, 0-9 and `-`, as `H07`; `wenming rules show` lists them
name-pick-up-code = a pick-up code is twelve letters and digits, as `7K3M-9QTX-2BHD`; there is no 0, 1, I or O in it
name-offer = an offer code is 1 to 12 of A-Z, 0-9 and `-`, as `RICE-5`; `wenming offer list` lists them
name-hash = a hash is 64 lower-case hexadecimal digits
name-origin = an origin has small letters, digits, `.`, `/`, `_`, `-` and a dot in it, as `wenming.example/lucheng`
amount-unreadable = `{ $text }` is not a number in plain digits; write it like `5` or `1.5`
amount-too-precise = `{ $text }` has more than { $decimals } decimals
amount-too-large = `{ $text }` is too large to be meant; the most is { $most }
amount-not-positive = `{ $text }` is not greater than zero
day-unreadable = write a date like `2026-03-19`, a time like `2026-03-19T10:00:00+08:00`
offset-unreadable = write it like `+08:00`
rows-unreadable = give a whole number, from 1 to { $most }
month-unreadable = write a month like `2026-03`
limit-unreadable = write it like `2 times/month`; the period is a day, a month, a year or life
correction-to-nothing = a correction leaves something; if nothing was done, the objection is right: `--uphold`
key-unreadable = a public key is 44 characters of base64, as `wenming operator new-key clerk01` shows it when it makes the key; the key file holds the secret one, which is for nobody else

## Words

role-clerk = clerk
role-verifier = verifier
role-manager = manager
role-auditor = auditor
holder-household = household
holder-person = person
holder-team = team
holder-merchant = merchant
holder-pool = pool of public benefit
offer-kind-goods = goods
offer-kind-service = service
status-open = open
status-frozen = frozen
status-closed = closed
rule-kind-earn = earn
rule-kind-deduct = deduct
rule-kind-clause = clause
private-id-card = an ID number
private-phone = a phone number
private-bank-card = a bank card number
field-name = name
field-title = title
field-reason = reason
field-evidence = evidence
field-note = note
field-files = files
field-witnesses = witnesses
field-household-number = household number
field-other = text ({ $field })
event-founded = bank founded
event-branch-chartered = branch chartered
event-branch-opened = branch opened
event-operator-enrolled = operator enrolled
event-operator-retired = operator retired
event-branch-key-set = branch key set
event-rulebook-adopted = rulebook adopted
event-account-opened = account opened
event-account-closed = account closed
event-account-frozen = account frozen
event-account-unfrozen = account unfrozen
event-brought-forward = brought forward
event-deposited = deposit
event-deducted = deduction
event-offer-listed = offer listed
event-offer-withdrawn = offer withdrawn
event-redeemed = redemption
event-transferred = transfer
event-reversed = reversal
event-sent = sent to a village
event-received = from a village
event-declined = declined
event-arrived = arrived there
event-sent-back = came back
event-clearing-netted = clearing netted
event-clearing-settled = clearing settled
event-member-joined = joined a household
event-member-left = left a household
event-divided = division of points
event-expired = expiry
event-offer-paused = offer paused
event-offer-resumed = offer resumed
event-stock-changed = stock changed
event-reserved = reservation
event-collected = collection
event-reservation-cancelled = reservation cancelled
event-reservation-released = reservation released
event-returned = return
points-are-one = { $points } point is
points-are-many = { $points } points are
points-one = { $points } point
points-many = { $points } points
times = { $n ->
    [one] { $n } time
   *[other] { $n } times
}
households = { $n ->
    [one] { $n } household
   *[other] { $n } households
}
hours = { $hours } h
minutes = { $minutes } min
days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
span-seconds = { $n ->
    [one] { $n } second
   *[other] { $n } seconds
}
span-minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
}
span-hours = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
}
cap-event = { $limit }/entry
cap-day = { $limit }/day
cap-month = { $limit }/month
cap-year = { $limit }/year
cap-life = { $limit } for life
cap-group-day = { $limit } of a group/day
cap-group-month = { $limit } of a group/month
cap-group-year = { $limit } of a group/year
cap-group-life = { $limit } of a group for life
cap-late = entered within { $days }
cap-fund = as far as the fund goes
review-verify = { $n ->
        [one] verified by 1
       *[other] verified by { $n }
    }
review-panel = panel
review-notice = { $n ->
        [one] notice of 1 day
       *[other] notice of { $n } days
    }
expires-never = never
expires-months = { $n ->
        [one] 1 month after posting
       *[other] { $n } months after posting
    }
expires-half-year = at the end of the half-year
expires-year-end = at the end of the year
spend-with = at most { $share } for each 1 of { $currency }
bounds-from = at least { $points }
bounds-to = at most { $points }
placeholder-account = ACCOUNT
placeholder-clerk = CLERK
placeholder-manager = MANAGER

## Refusals: the request

refusal-request-reused = request `{ $request }` was answered by entry `{ $entry }` and asked for something else then
    .hint = ask under another `--request`, or without one{ $case ->
        [claim] ; to take the claim back: `wenming --as VERIFIER claim reject { $entry } --reason REASON`
        [reservation] ; to give the points back: `wenming cancel { $entry } --reason REASON`
        [collected] ; to take it back: `wenming --as MANAGER return { $entry } 1 --reason REASON`
        [moved] ; to undo what was done: `wenming --as MANAGER reverse { $entry } --reason REASON`
       *[other] {""}
    }
refusal-clock-behind = the computer's clock is { $span } behind the branch's last entry
    .hint = set the clock and ask again; if it is right, add `--accept-clock`, and the entry takes the last one's time
refusal-clock-ahead = the computer's clock is { $span } ahead of the branch's last entry
    .hint = check the clock; if it is right, and the bank was simply not used for so long, add `--accept-clock`

## Refusals: bank and branches

refusal-key-reserved = request `{ $request }` begins with `twin:`, as only the answers between villages do
    .hint = name the request otherwise, as `--request slip-7`
refusal-key-not-twin = request `{ $request }` is not `{ $needed }`, under which alone that entry is answered
    .hint = leave `--request` away; what is under way: `wenming clearing show`
refusal-same-branch = points are sent to another village, and `{ $branch }` is the account's own
    .hint = leave `--at` away; what the village offers: `wenming offer list --branch { $branch }`
refusal-not-under-way = nothing that entry `{ $entry }` sent is under way
    .hint = see what is: `wenming clearing show`
refusal-clearing-not-zero = what the villages owe each other sums to { $sum } in `{ $currency }`, not to 0
    .hint = find out what does not fit: `wenming audit`
refusal-nothing-to-net = no village owes another anything
    .hint = nothing is left to do; see it: `wenming clearing show`
refusal-settled-before = netting `{ $netted }` is no later than `{ $last }`, which was settled already in `{ $currency }`
    .hint = nothing is left to do; see it: `wenming clearing show`
refusal-not-declined = what entry `{ $entry }` sent would be received, so it is not declined
    .hint = whoever is enrolled in both villages receives it by their next command; see `wenming clearing show`
refusal-wrong-branch = this can only be done in branch `{ $needed }`
    .hint = ask again with `--branch { $needed }`
refusal-branch-exists = there is a branch `{ $branch }` already
    .hint = take another code; those taken: `wenming branch list`
refusal-branch-not-open = branch `{ $branch }` is not open
    .hint = those that are: `wenming branch list`; a manager of head office opens it: `wenming --as MANAGER branch open { $branch } --name NAME`

## Refusals: who asks

refusal-unknown-operator = `{ $operator }` is not enrolled in branch `{ $branch }`
    .hint = who is: `wenming --branch { $branch } operator list`; a manager enrols: `wenming --as MANAGER --branch { $branch } operator enroll { $operator } --role { $enrol }`
refusal-retired-operator = `{ $operator }` was retired and can act no more
    .hint = act as another operator with `--as`; who there is: `wenming{ $in } operator list`
refusal-wrong-key = the key at hand for `{ $operator }` is not the one that is enrolled
    .hint = point `--keys` to the folder with the right key file; if it is lost, a manager enrols a new one: `wenming --as MANAGER{ $in } operator enroll { $operator } --role ROLE`
refusal-no-right = `{ $operator }` is enrolled as { $role }; this takes a { $needed }
    .hint = ask a { $needed } to do it with their `--as`; who there is: `wenming{ $in } operator list`

## Refusals: what is written with it

refusal-text-too-long = the { $field } has { $length } characters; at most { $limit } fit
    .hint = shorten it; what is longer belongs on paper, and the paper's number here
refusal-text-control = the { $field } holds an invisible control character or a line break
    .hint = type it again on one line instead of pasting it
refusal-text-private = the { $field } holds what looks like { $number }, and what is written in the journal stays there for ever
    .hint = leave the number out; name the sheet or the form instead, as `签到表-0319`
text-names-holder = { $field } has the name of the holder of `{ $account }` in it; what goes into the journal stays for ever
    .hint = write the number instead, as `{ $account }`; where the characters are alike by chance, say it otherwise
number-unfit = what was typed is no { $field }
    .hint = copy it from the card or the register once more; where it is not known, leave it out
refusal-text-missing = the { $field } is empty
    .hint = write a few words that an auditor can follow
refusal-too-many = { $given } { $field } are named; at most { $most } are taken
    .hint = name those that matter most; the others are kept with the papers

## Refusals: the account

refusal-other-branch = account `{ $account }` is of branch `{ $home }`, not of `{ $branch }`
    .hint = ask again with `--branch { $home }`
refusal-unknown-account = there is no account `{ $account }`
    .hint = look it up by name or household number: `wenming account find TEXT`
refusal-closed-account = account `{ $account }` is closed
    .hint = what it held: `wenming statement { $account }`; the holder gets a new one by `wenming{ $in } account open`, a household under its old number from a manager
refusal-frozen-account = account `{ $account }` is frozen: nothing moves on it
    .hint = a manager unfreezes it: `wenming --as MANAGER account unfreeze { $account } --reason REASON`
refusal-not-frozen = account `{ $account }` is not frozen
    .hint = see how it stands: `wenming account show { $account }`
refusal-not-empty = account `{ $account }` cannot be closed: it still holds { $balance } (`{ $currency }`) and has to hold 0
    .hint = redeem or transfer what is left first; what it is made of: `wenming statement { $account }`
refusal-household-taken = household `{ $household }` has account `{ $account }` already
    .hint = use that one: `wenming account show { $account }`
refusal-household-missing = a household's account needs the household's number
    .hint = add it: `wenming{ $in } account open --household NUMBER`, or say what else it is with `--kind person`
refusal-no-numbers-left = branch `{ $branch }` has given out all its 999999 account numbers
    .hint = open another branch: `wenming --as MANAGER branch open CODE --name NAME`
refusal-no-branches-left = { $most } branches are open, and a bank takes no more
    .hint = a code is used once, and stays with what was done under it: `wenming branch list`
refusal-to-itself = points cannot be transferred from `{ $account }` to itself
    .hint = name another account: `wenming transfer { $account } ACCOUNT POINTS`
refusal-across-currencies = points of `{ $from }` cannot become points of `{ $to }`
    .hint = they can be transferred as what they are: `--currency { $from }`

## Refusals: the day

refusal-future-day = { $on } has not come yet: today is { $today }
    .hint = check `{ $option }`, or the computer's clock if today is another day
refusal-before-bank = { $on } is before the first day of the bank, { $since }
    .hint = check the date; points of earlier days are brought forward: `wenming --as MANAGER{ $in } import opening FILE`

## Refusals: the rulebook and its rules

refusal-bad-rulebook = the rulebook cannot be read: { $why }
    .hint = see everything that is wrong with it: `wenming rules check FILE`
refusal-rulebook-too-early = a rulebook from { $from } would change deeds that are credited already, up to { $last }
    .hint = adopt it from a later day: `--from { $next }`
refusal-rulebook-in-force = this very rulebook is in force from { $from } already
    .hint = see it: `wenming{ $in } rules show --on { $from }`
refusal-decimals-changed = currency `{ $currency }` has { $decimals } decimals, and a rulebook cannot change that
    .hint = give the currency { $decimals } decimals (`--decimals { $decimals }` for a table), or a code of its own
refusal-rulebook-unread = the rulebook in force from { $from } is for a later version of this program
    .hint = install the latest version; nothing is credited by older rules meanwhile; who adopted it: `wenming{ $in } audit`
refusal-no-rulebook = no rulebook is in force on { $on }
    .hint = a manager adopts one: `wenming --as MANAGER{ $in } rules adopt FILE --from { $on }`
refusal-unknown-rule = there is no rule `{ $rule }` in the rulebook in force on { $on }
    .hint = the rules of that day: `wenming{ $in } rules show --on { $on }`
refusal-rule-not-in-force = rule `{ $rule }` is not in force on { $on }; it is { $case ->
        [from] from { $from } on
        [until] until { $until }
       *[between] from { $from } to { $until }
    }
    .hint = the rules of that day: `wenming{ $in } rules show --on { $on }`
refusal-rule-kind = rule `{ $rule }` { $wanted ->
        [earn] does not pay points
       *[other] does not take points
    }
    .hint = { $wanted ->
        [earn] to take points by it: `wenming deduct { $account } { $rule }`; what it says: `wenming{ $in } rules show { $rule }`
       *[other] to credit points by it: `wenming deposit { $account } { $rule }`; what it says: `wenming{ $in } rules show { $rule }`
    }
refusal-holder-not-allowed = rule `{ $rule }` is not for a { $kind }
    .hint = who may earn by it: `wenming{ $in } rules show { $rule }`
refusal-too-late = the deed of { $on } is { $days } old, and rule `{ $rule }` takes it for { $limit }
    .hint = check `--on`; what the rule says: `wenming{ $in } rules show { $rule }`
refusal-approver-missing = rule `{ $rule }` is not for `{ $by }` alone: it asks for { $steps }
    .hint = name who agreed: `--approver OPERATOR`; who there is: `wenming{ $in } operator list`
refusal-approver-is-poster = `{ $approver }` cannot approve what they post themselves
    .hint = name somebody else: `--approver OPERATOR`; who there is: `wenming{ $in } operator list`
refusal-approver-unfit = `{ $approver }` cannot approve: not enrolled here, retired, or an auditor
    .hint = name a clerk, verifier or manager of the branch; who there is: `wenming{ $in } operator list`
refusal-unknown-currency = there is no currency `{ $currency }` in the rulebook in force
    .hint = those there are: `wenming{ $in } rules show`
refusal-too-precise = { $points } (`{ $currency }`) has more than the { $decimals } decimals that the currency has
    .hint = round it to { $decimals } decimals
refusal-already-brought-forward = account `{ $account }` has a balance of `{ $currency }` brought forward already
    .hint = see it: `wenming statement { $account } --all`; if it is wrong, a manager reverses it: `wenming --as MANAGER reverse ENTRY --reason REASON`

## Refusals: claims and notices

refusal-claim-needed = rule `{ $rule }` is reviewed before it pays: a deed under it is claimed, not credited
    .hint = claim it: `wenming claim file { $account } { $rule }{ $qty_typed }{ $day_typed }`; what the review is: `wenming{ $in } rules show { $rule }`
refusal-late-needs-claim = the deed of { $on } is { $days } old; after { $limit } rule `{ $rule }` takes it as a late claim only, with two witnesses
    .hint = claim it: `wenming claim file { $account } { $rule }{ $qty_typed } --on { $on } --witness ACCOUNT --witness ACCOUNT`
refusal-review-not-needed = rule `{ $rule }` has no review: a deed under it is credited at once
    .hint = credit it: `wenming deposit { $account } { $rule }`
refusal-witnesses-missing = a late claim under `{ $rule }` names { $needed } witnesses; { $given ->
        [0] none is named
        [one] one is named
       *[other] { $given } are named
    }
    .hint = name the accounts of two who saw it, not of the same household: `--witness ACCOUNT --witness ACCOUNT`
refusal-witness-unfit = `{ $account }` is no witness here: { $why ->
        [unknown] there is no such account in this branch
        [closed] the account is closed
        [no-witness] a merchant or a pool sees nothing
        [twice] it is named twice
       *[own] it is the claimant's own, or of their household
    }
    .hint = name somebody else who saw it; look for the account: `wenming account find NAME`
refusal-unknown-claim = account `{ $account }` has no claim `{ $claim }` that is still open
    .hint = what became of it: `wenming claim show { $claim }`; those that are open: `wenming{ $in } claim list`
refusal-filed-by-them = `{ $operator }` filed `{ $claim }` and cannot decide on it as well
    .hint = { $takes ->
        [manager] ask another manager to do it with their `--as`; who there is: `wenming{ $in } operator list`; enrol one more: `wenming --as MANAGER --branch { $branch } operator enroll manager2 --role manager`
       *[other] ask another verifier or manager to do it with their `--as`; who there is: `wenming{ $in } operator list`
    }
refusal-own-claim = `{ $claim }` is of `{ $account }`, the account of `{ $operator }` themselves or of their household
    .hint = { $takes ->
        [manager] ask a manager of another household to do it with their `--as`; who there is: `wenming{ $in } operator list`; enrol one more: `wenming --as MANAGER --branch { $branch } operator enroll manager2 --role manager`
       *[other] ask somebody of another household to do it with their `--as`; who there is: `wenming{ $in } operator list`
    }
refusal-reviewed-already = `{ $operator }` has reviewed claim `{ $claim }` already; each step takes another person
    .hint = { $takes ->
        [manager] ask another manager to do it with their `--as`; the steps so far: `wenming claim show { $claim }`; enrol one more: `wenming --as MANAGER --branch { $branch } operator enroll manager2 --role manager`
       *[other] ask another verifier or manager to do it with their `--as`; the steps so far: `wenming claim show { $claim }`
    }
refusal-review-done = the review of claim `{ $claim }` is done
    .hint = where it stands: `wenming claim show { $claim }`
refusal-minutes-missing = the panel's step for claim `{ $claim }` takes its minutes
    .hint = say when the panel met and what it decided: `wenming claim verify { $claim } --note MINUTES`
refusal-looks-double = claim `{ $claim }` looks like `{ $like }`: the same household, day and rule, or the same file
    .hint = compare them: `wenming claim show { $claim }`; if it is another deed, say why: `wenming claim verify { $claim } --distinct WHY`; if not: `wenming claim reject { $claim } --reason REASON`
refusal-review-missing = claim `{ $claim }` cannot be paid yet: of its review { $left ->
        [one] one step is left
       *[other] { $left } steps are left
    }, next: { $step }
    .hint = a verifier or manager does it: `wenming --as VERIFIER claim verify { $claim }`
refusal-on-notice = claim `{ $claim }` hangs on notice `{ $notice }`: what everybody has read is not taken down without a word
    .hint = enter what speaks against it: `wenming notice object { $claim } --reason REASON`
refusal-not-on-notice = claim `{ $claim }` hangs on no notice yet
    .hint = open one: `wenming{ $in } notice open`; before that it can be turned down: `wenming claim reject { $claim } --reason REASON`
refusal-objected = an objection to `{ $claim }` is open: `{ $by }`, to be resolved by { $deadline }
    .hint = a manager who neither filed nor reviewed it says how it ends: `wenming --as MANAGER notice resolve { $claim } --dismiss --reason REASON`, or `--uphold`, `--withdraw`, and of a claim `--correct QTY` instead
refusal-not-objected = nobody objects to `{ $claim }`
    .hint = enter the objection first: `wenming notice object { $claim } --reason REASON`
refusal-not-less = { $qty } is not less than { $claimed }, which claim `{ $claim }` is for; what hung on the wall can only be lowered
    .hint = to leave it as it is: `wenming notice resolve { $claim } --dismiss --reason REASON`; what is more is claimed anew
refusal-period-backwards = a period from { $from } to { $to } has no days
    .hint = the earlier day comes first: `wenming{ $in } notice open --from { $to } --to { $from }`
refusal-nothing-for-notice = no claim for deeds from { $from } to { $to } waits for a notice
    .hint = what there is, and what each waits for: `wenming{ $in } claim list`
refusal-notice-days = the notice would stand { $days } days; these claims take { $least } at least, and { $most } at most
    .hint = `wenming{ $in } notice open --days { $least }`, or leave `--days` out
refusal-unknown-notice = there is no open notice `{ $notice }`
    .hint = those there are: `wenming{ $in } notice list`
refusal-notice-stands = notice `{ $notice }` stands until the end of { $until }; today is { $today }
    .hint = close it from the day after on: `wenming notice close { $notice }`
refusal-lines-unpaid = notice `{ $notice }` has { $left ->
        [one] a line
       *[other] { $left } lines
    } to pay first, beginning with `{ $claim }`
    .hint = pay and close in one: `wenming notice close { $notice }`

## Refusals: what the rule gives

refusal-award-wrong-kind = rule `{ $rule }` is of the kind “{ $found }”; this takes one of the kind “{ $wanted }”
    .hint = what it says: `wenming{ $in } rules show { $rule }`
refusal-award-wrong-currency = rule `{ $rule }` is in `{ $currency }`, not in `{ $given }`
    .hint = what it says: `wenming{ $in } rules show { $rule }`
refusal-award-not-positive = a quantity of { $qty } for rule `{ $rule }` is not greater than 0
    .hint = say how much was done; to undo an entry: `wenming --as MANAGER reverse ENTRY --reason REASON`
refusal-award-wrong-unit = `{ $qty }` is a time, and rule `{ $rule }` counts in { $unit }
    .hint = give a plain number; what it says: `wenming{ $in } rules show { $rule }`
refusal-award-too-precise = { $qty } has more than the { $decimals } decimals that { $unit } has, by which rule `{ $rule }` counts
    .hint = give the quantity with { $decimals } decimals at most
refusal-award-absurd = a quantity of { $qty } for rule `{ $rule }` is more than the { $most } units one entry may have
    .hint = check the quantity for a slip of the pen
refusal-award-too-large = { $qty } at { $each } each, by rule `{ $rule }`, is more than any account can hold
    .hint = check the quantity for a slip of the pen
refusal-award-nothing = { $qty } at { $each } each, by rule `{ $rule }`, is nothing once rounded down to { $decimals } decimals
    .hint = enter it together with the rest of the deed
refusal-award-cap-reached = rule `{ $rule }` gives nothing more: its cap is { $cap }, and { $used } are used; the deed would give { $computed }
    .hint = what was credited: `wenming statement { $account }`; what is claimed counts too: `wenming{ $in } claim list`; what the rule says: `wenming{ $in } rules show { $rule }`
refusal-award-at-floor = rule `{ $rule }` cannot take { $computed }: the balance is { $balance }, and the floor { $floor }
    .hint = how it came about: `wenming statement { $account }`

## Refusals: what is offered

refusal-unknown-offer = there is no offer `{ $offer }`
    .hint = what there is: `wenming{ $in } offer list`
refusal-withdrawn-offer = offer `{ $offer }` was withdrawn
    .hint = what there is: `wenming{ $in } offer list`
refusal-paused-offer = offer `{ $offer }` is paused
    .hint = a manager lets it go on: `wenming --as MANAGER{ $in } offer resume { $offer }`
refusal-not-paused = offer `{ $offer }` is not paused
    .hint = how it stands: `wenming{ $in } offer list`
refusal-not-on-sale = offer `{ $offer }` can be had { $case ->
        [from] from { $from } on
        [until] until { $until }
       *[between] from { $from } to { $until }
    }, not on { $on }
    .hint = what can be had: `wenming{ $in } offer list`
refusal-limit-unfit = { $limit } is no limit an offer can have
    .hint = write it like `2 times/month`; the period is a day, a month, a year or life
refusal-sale-dates = an offer from { $from } on cannot end on { $until }
    .hint = give `--from` a day that is not after that of `--until`
refusal-hold-days = a reservation cannot be held for { $days }
    .hint = give `--hold-days` a number from 1 to { $most }
refusal-stock-change = { $change } is not a whole number by which stock can change, nor may more than { $most } be there
    .hint = what is there: `wenming{ $in } stock show`
refusal-out-of-stock = of offer `{ $offer }` { $left } are left, and { $wanted } are wanted
    .hint = what is there: `wenming{ $in } stock show`; what came in is entered by `wenming --as MANAGER{ $in } stock add { $offer } 10`
refusal-limit-reached = offer `{ $offer }` is limited for each account: { $limit }; { $taken } were had already, and { $wanted } are wanted
    .hint = what it had: `wenming statement { $account }`
refusal-only-here = offer `{ $offer }` is limited for each account, so it is for accounts of { $branch } only
    .hint = what else there is: `wenming{ $in } offer list`

## Refusals: what is reserved

refusal-reservation-over = account `{ $account }` has no reservation `{ $reservation }` under way: it was collected, cancelled or released, or never made
    .hint = what is put by: `wenming reservations`; what became of it: `wenming statement { $account } --all`
refusal-wrong-code = this is not the code of reservation `{ $reservation }`
    .hint = read the slip again; to give the points back instead: `wenming cancel { $reservation } --reason REASON`
refusal-not-due-yet = reservation `{ $reservation }` is held until { $until }; today is { $today }
    .hint = whoever does not want it any more cancels it: `wenming cancel { $reservation } --reason REASON`
refusal-under-way = account `{ $account }` cannot be closed: what entry `{ $entry }` began is not over
    .hint = see it through first; what it is: `wenming statement { $account }`
refusal-not-a-merchant = account `{ $account }` is not a merchant's
    .hint = a merchant gets an account by `wenming{ $in } account open --kind merchant --name NAME`
refusal-offer-qty = { $qty } is not a whole number of offers from 1 to 10000
    .hint = give a whole number, as `2`

## Refusals: what is spent only beside a partner

refusal-needs-partner = `{ $currency }` cannot be spent alone: only beside `{ $partner }`, at most { $share } for each 1 of it
    .hint = redeem an offer in `{ $partner }`, and pay a part of it by `--with { $currency }:POINTS`; what there is: `wenming{ $in } offer list`
refusal-not-partner = `{ $currency }` is not spent beside `{ $partner }`
    .hint = pay all of it in `{ $partner }`, without `--with`; what goes beside what: `wenming{ $in } rules show`
refusal-above-share = of a price of { $price } `{ $partner }`, { $points } were to be paid in `{ $currency }`; at most { $most } can be ({ $share } for each 1 of `{ $partner }`)
    .hint = { $case ->
        [none] pay all of it in `{ $partner }`, without `--with`; what there is: `wenming balance { $account }`
       *[other] give { $most } or fewer: `--with { $currency }:{ $most }`; what there is: `wenming balance { $account }`
    }

## Refusals: what is there to spend

refusal-offer-price = the price there is { $price } (`{ $currency }`) for `{ $offer }` × { $qty }, not { $points }
    .hint = the price may have changed: look, and ask again: `wenming{ $in } offer list`
refusal-overdraft = cannot take { $needed } (`{ $currency }`) from `{ $account }`: { $case ->
        [arrears] it is in arrears, at { $balance }
        [threshold] { $available_are } available (the balance is { $balance }, and only what is above { $above } can be spent)
       *[plain] { $available_are } available
    }; { $short_are } short{ $more ->
        [claimed] {" "}({ $claimed })
       *[none] {""}
    }
    .hint = { $case ->
        [none] see how it came about: `wenming statement { $account }`
       *[other] take { $available } or fewer, or see `wenming statement { $account }`
    }
refusal-above-ceiling = { $points } (`{ $currency }`) would be too much for `{ $account }`: it holds { $balance }, and may hold { $ceiling }
    .hint = { $case ->
        [none] it can take none now: `wenming balance { $account }`
       *[other] give { $room } or fewer; what it holds: `wenming balance { $account }`
    }
refusal-no-pool = { $points } of the award (`{ $currency }`) would go beyond the { $ceiling } that `{ $account }` may hold ({ $balance } now), and there is no pool to take them
    .hint = open the village's pool first: `wenming{ $in } account open --kind pool --name NAME`
refusal-nothing-expired = nothing of `{ $currency }` in `{ $account }` has ended by { $today }{ $case ->
        [next] ; the next ends after { $next }
       *[none] {""}
    }
    .hint = nothing has to be done; what ends when: `wenming expiring { $account }`
refusal-out-of-bounds = the balance of `{ $account }` would be larger than anything that can be counted
    .hint = check the quantity for a slip of the pen; `wenming statement { $account }`

## Refusals: what is undone

refusal-unknown-entry = there is no entry `{ $entry }`
    .hint = a statement shows the ids: `wenming statement { $account }`
refusal-not-reversible = entry `{ $entry }` ({ $event }) { $case ->
        [reversal] is itself a reversal and cannot be reversed
        [expired] is for good: points that ended are not given back by a reversal
        [appeal] is part of an appeal, which ends as a whole, and cannot be reversed
        [between] is one side of what passed between villages and cannot be reversed alone
        [reserved] is a reservation: it is cancelled, not reversed
        [collected] handed over what was reserved: that is returned, not reversed
        [given-back] gave points back and cannot be reversed
       *[other] moved no points and cannot be reversed
    }
    .hint = { $case ->
        [reserved] cancel it: `wenming cancel { $entry } --reason REASON`
        [collected] take it back: `wenming --as MANAGER return { $entry } 1 --reason REASON`
        [given-back] redeem it anew; what there is: `wenming{ $in } offer list`
        [reversal] to restore what it undid, deposit or deduct again; what that was: `wenming statement { $account } --all`
        [expired] what was lost by a mistake is credited anew under a rule; the ids: `wenming statement { $account }`
        [appeal] how the appeals stand: `wenming{ $in } appeal show`
        [between] who received it can send it back; how that stands: `wenming clearing show`
       *[other] only entries that move points are reversed; the ids: `wenming statement { $account }`
    }
refusal-not-returnable = entry `{ $entry }` ({ $event }) handed nothing over that could be returned
    .hint = { $case ->
        [reserved] nobody has collected it yet: `wenming cancel { $entry } --reason REASON`
        [was-collected] it was collected by `{ $collected }`; return that: `wenming --as MANAGER return { $collected } 1 --reason REASON`
        [over] the reservation has ended and its points were given back: `wenming statement { $account } --all`
       *[other] what was redeemed or collected is returned; the ids: `wenming statement { $account }`
    }
refusal-already-returned = of what entry `{ $entry }` handed over { $returned } came back already, so it cannot be reversed whole
    .hint = { $case ->
        [all] all of it came back, and nothing is left to do; see it: `wenming statement { $account } --all`
       *[some] return the rest: `wenming --as MANAGER return { $entry } { $left } --reason REASON`
    }
refusal-return-too-many = of what entry `{ $entry }` handed over { $left } can still be returned, and { $wanted } are wanted
    .hint = what came back before: `wenming statement { $account } --all`
refusal-already-reversed = entry `{ $entry }` was reversed already, by `{ $by }`
    .hint = nothing is left to do; see it: `wenming statement { $account } --all`

## Claims and notices

step-verify = verification
step-panel = panel
outcome-upheld = upheld
outcome-corrected = corrected
outcome-dismissed = dismissed
outcome-withdrawn = withdrawn
claimed = { $points } more claimed
claimed-in-notice = { $points } more in notice until { $until }
held-claimed = { $held }; { $claimed }
claim-filed = claimed { $points } { $currency } for { $account }: { $rule } { $item }, of { $on } (claim { $claim })
claim-is-like = it looks like { $like }: a verifier has to say why it is another deed
claim-now = { $state }; the points can be spent once it is paid
claim-stepped = { $claim } { $account }: { $step } done; { $state }
claim-was-rejected = claim { $claim } of { $account } is rejected (entry { $entry })
claim-in-review = { $step } next{ $left ->
        [1] {""}
       *[other] , { $left } steps left
    }
claim-for-notice = waits for a notice
claim-on-notice = on notice { $notice } until { $until }
claim-objected = objection { $objection }, to be resolved by { $deadline }
claim-overdue = objection { $objection }, to be resolved by { $deadline }: overdue
claim-to-pay = can be paid
claim-frozen = waits: the account is frozen
claim-paid = paid ({ $entry })
claim-rejected = rejected ({ $entry })
claim-struck = struck after an objection ({ $entry })
claim-state-like = { $state } (like { $like })
claim-distinct = another deed: { $why }
claim-deadline = { $reason } (to be resolved by { $deadline })
claim-computed = the rule gives { $computed }
claim-none = no claim is open
claim-count = { $count ->
        [one] one claim is open
       *[other] { $count } claims are open
    }
claim-account = account
claim-done-by = done by
claim-files = files (SHA-256)
claim-witnesses = witnesses
claim-note = note
claim-like = looks like
not-a-claim = entry `{ $claim }` is no claim
    .hint = the claims there are: `wenming{ $in } claim list`
notice-opened = notice { $notice } is open
notice-period = deeds of
notice-from-to = { $from } to { $to }
notice-until = stands until
notice-lines = lines
notice-objections = objections
notice-deadline = resolve by
notice-outcome = outcome
notice-objected = objection {$entry} to claim { $claim } of { $account } is entered; the line waits
notice-resolved = the objection to claim { $claim } of { $account } is resolved (entry { $entry })
notice-closed = notice { $notice } is closed: { $posted ->
        [one] one line
       *[other] { $posted } lines
    } paid, { $waiting ->
        [0] none waits
        [one] one waits
       *[other] { $waiting } wait
    } (entry { $entry })
notice-waits = {"  "}{ $claim } { $account }: { $state }
notice-paid-sum = paid in all: { $points } { $currency }
notice-none-due = no notice has stood its time
notice-none = no notice is open
notice-nothing-waits = no claim waits for a notice
notice-waiting = { $count ->
        [0] no claim waits for a notice
        [one] one claim waits for a notice
       *[other] { $count } claims wait for a notice
    }
notice-has-stood = has stood its time
notice-overdue = { $count ->
        [one] an objection is overdue
       *[other] { $count } objections are overdue
    }
notice-which = { $count ->
        [0] no notice is open
       *[other] { $count } notices are open: { $notices }
    }
    .hint = name one: `wenming notice show LC01:57`; what is open: `wenming{ $in } notice list`
notice-heading = { $name }: points claimed, for everybody to see (notice { $notice })
notice-of = deeds from { $from } to { $to }; hangs from { $opened } to { $until }
notice-sum = { $count ->
        [0] no line counts
        [one] one line: { $sums }
       *[other] { $count } lines: { $sums }
    }{ $struck ->
        [0] {""}
        [one] ; one more is struck
       *[other] ; { $struck } more are struck
    }
notice-foot = Whoever knows better tells the village committee by the end of { $until }, naming the claim.
    Nobody's name is written down for it; what is said and how it is resolved is kept for everybody to read.
heading-claim = claim
heading-notice = notice
heading-item = item
heading-qty = quantity
heading-state = state
close-frozen = claim { $claim } of { $account } waits: the account is frozen
close-claim = claim { $claim }
close-appeal-paid = { $appeal }: goal reached, { $points } to the pool
close-appeal-given-back = { $appeal }: goal missed, all given back
close-notice = notice { $notice }: { $posted } paid, { $waiting } waiting
next-claim-verify = have it verified: `{ $wenming } --as VERIFIER claim verify { $claim }`
next-claim-verify-like = have it verified, with the word why it is another deed: `{ $wenming } --as VERIFIER claim verify { $claim } --distinct WHY`
next-import-claims = have them verified: `{ $wenming } claim list` shows what waits
next-notice-open = hang out what waits: `{ $wenming } notice open`
next-notice-show = print it for the wall: `{ $wenming } notice show { $notice }`
next-notice-resolve = a manager who neither filed nor reviewed it resolves it: `{ $wenming } --as MANAGER notice resolve { $claim } --dismiss --reason REASON`, or `--uphold`, `--correct QTY`, `--withdraw` instead
field-distinct = reason why it is another deed
event-claim-filed = claim
event-claim-verified = review
event-claim-rejected = rejection
event-notice-opened = notice opened
event-objection-raised = objection
event-objection-resolved = objection resolved
event-notice-closed = notice closed

## The bank and its storage

no-bank = there is no bank in `{ $path }`
    .hint = name its folder: `wenming --bank DIR …`; found one: `wenming init --help`; or look around in a sample: `wenming demo`
bank-busy = another command is working on this bank
    .hint = wait until it has ended and try again; close any other window that runs `wenming`
mirror-missing = the mirror `{ $path }` is not there: what is entered now goes into the bank alone; plug the stick in, and the next command brings it up to date (for a new mirror: `mkdir { $shown }`)
mirror-unusable = the mirror `{ $path }` cannot be used ({ $why }): what is entered now goes into the bank alone; the next command tries again
mirror-busy = another command is writing to the mirror `{ $path }`, or restoring from it: what is entered now goes into the bank alone; the next command brings the mirror up to date
mirror-no-folder = the mirror `{ $path }` is no folder
    .hint = name a folder of its own on a stick or another disk: `--mirror DIR`
mirror-in-bank = the mirror `{ $path }` and the bank lie one in the other
mirror-not-empty = `{ $path }` is no mirror: `{ $other }` is in it
    .hint = make a new folder in it and name that one: `mkdir { $path }/wenming`, then `--mirror { $path }/wenming`
mirror-begun = the mirror begins in `{ $path }`: it gets every entry and checkpoint, and neither names nor keys
mirror-same-disk = `{ $path }` is on the same disk as the bank: when the disk breaks both are gone
mirror-caught-up = branch `{ $branch }`: { $n ->
        [one] one line was
       *[other] { $n } lines were
    } brought to the mirror `{ $path }`
mirror-torn = a commit of branch `{ $branch }` that never ended was moved aside in the mirror, into { $path }
mirror-behind = the mirror `{ $path }` has not got everything of branch `{ $branch }` ({ $why }); the bank itself has it all, and the next command brings the mirror up to date
mirror-newer = the mirror holds { $there } entries of branch `{ $branch }`, this folder { $here }: this folder is an older copy, and writing on in it would make two stories
    .hint = bring this folder up to it, after it was verified whole: `wenming restore { $path }`
mirror-knows-more = the mirror holds { $there } entries of branch `{ $branch }`, this folder { $here }: what is shown is of an older copy; bring it up to the mirror: `{ $wenming } restore { $path }`
mirror-strange = `{ $path }` holds { $there } entries of branch `{ $branch }`, which is not in this bank: nothing was written to it; if it is another bank's mirror name another folder, if the branch was lost here restore it from there: `wenming restore --help`
mirror-other = `{ $path }` tells another story from entry `{ $branch }:{ $seq }` on: nothing was written to it; look which is true (`wenming verify { $path }`, `wenming audit`), and name another folder for this bank's mirror
mirror-notes = checkpoints were not copied to the mirror `{ $path }` ({ $why }); the next command tries again
bank-is-mirror = `{ $path }` is a mirror: it has the journal, and neither books nor names nor keys; nothing is entered in it
    .hint = make a bank of it in a new folder, and name that one: `wenming --bank DIR restore { $shown }`
notice-is-mirror = `{ $path }` is a mirror: it is read as it is, without names, and nothing is made in it; to work on make a bank of it in a new folder: `wenming --bank DIR restore { $shown }`
bank-read-only = `{ $path }` cannot be written to, so nothing can be entered here; what is in it can be looked up
    .hint = copy the bank to a disk that can be written to, or ask whoever keeps the computer for the right to write; `wenming doctor` names what cannot be written and the command that changes it
books-held = another program has the books open: { $path }
    .hint = end that program, and ask again; `wenming doctor` says whether it has let go
branch-missing = which branch is meant? There are { $names }
    .hint = say which: `wenming --branch { $branch } …`
unknown-household = there is no account `{ $name }`
    .hint = look it up by name or number: `wenming account find { $name }`
household-elsewhere = { $branch } has no household `{ $name }`; { $at } has one, `{ $account }`
    .hint = if that is who gets the points, say so: `{ $wenming } transfer { $from } { $to } { $points } --at { $at }`
ambiguous-household = `{ $name }` is a household of more than one branch: { $accounts }
    .hint = name the branch (`--branch CODE`) or use the account number
mistyped-account = the account number is mistyped
    .hint = look it up: `wenming account find TEXT`
key-missing = the key of `{ $operator }` is not here: { $path }
    .hint = say who acts with `--as OPERATOR` and where the keys are with `--keys DIR`; a manager enrolls operators: `wenming operator enroll --help`
key-unfit = `{ $path }` is not the key of `{ $operator }`
    .hint = put the operator's own key file there, unchanged
key-exists = there is a key of `{ $operator }` already: { $path }
    .hint = take another operator id, or move that file away if nobody uses it
key-costly = `{ $path }` asks for more memory or time than any key file of this program
    .hint = it was changed: put a copy of the file back
key-memory = there is too little memory to open `{ $path }`: it takes { $mib } MiB
    .hint = end other programs and ask again
passphrase-ask = passphrase of { $path }:
passphrase-ask-new = new passphrase for { $path }:
passphrase-ask-again = the same once more:
passphrase-try-again = that is not the passphrase; try again
passphrase-wrong = the passphrase does not open `{ $path }`, or the file was changed
    .hint = look at capitals, at the input method, and at whose key it is; if the passphrase is lost nothing opens the file, and a manager has to give out a new key
passphrase-needed = `{ $path }` takes a passphrase, and there is no terminal to ask for it on
    .hint = name a file with it: `--passphrase-file FILE`, or set WENMING_PASSPHRASE_FILE
passphrase-new-needed = a new passphrase for `{ $path }` is needed, and there is no terminal to ask for it on
    .hint = name a file with it: `--new-passphrase-file FILE`
passphrase-empty = there is no passphrase in the first line of `{ $path }`
    .hint = write it into the first line, as UTF-8 text
passphrase-short = a passphrase takes at least { $least } characters
    .hint = a sentence that only you would think of is long and easy to keep
passphrase-differs = the two were not the same; nothing was changed
    .hint = ask again, and type it twice
passphrase-file-open = others on this computer can read the passphrase in `{ $path }`: keep them out with `chmod 600`
key-file-open = others on this computer can read the key in `{ $path }`: keep them out with `chmod 600 { $word }`, or put it under a passphrase
vault-key-open = others on this computer can read the vault's key in `{ $path }`: keep them out with `chmod 600 { $word }`
passphrase-set = `{ $path }` opens only with its passphrase from now on
passphrase-changed = `{ $path }` opens only with the new passphrase from now on
passphrase-removed = `{ $path }` takes no passphrase any more: whoever has the file has the key
passphrase-none = `{ $path }` takes no passphrase; nothing had to be done
passphrase-keep = nothing opens the key without the passphrase: write it down, and keep it apart from the computer
branch-key-none = branch `{ $branch }` has set no key yet
    .hint = a manager sets one: `{ $wenming } --branch { $branch } branch set-key`
branch-key-missing = the key of branch `{ $branch }` is not here: { $path }
    .hint = bring the file from where it is kept, or name its folder with `--keys DIR`; if it is lost, a manager sets a new key: `{ $wenming } --branch { $branch } branch set-key --reason 遗失`
branch-key-unfit = `{ $path }` is not a key file of branch `{ $branch }`
branch-key-stale = `{ $path }` holds a key of branch `{ $branch }` that is not in force; the one that is was set by `{ $entry }`
branch-key-foreign = `{ $path }` holds a key that branch `{ $branch }` never set; it would be lost
    .hint = move that file away, or name the folder of this bank's keys with `--keys DIR`
branch-key-reason = branch `{ $branch }` has a key: why is it replaced?
    .hint = say so, as in `--reason 更换`
vault-key-missing = names cannot be kept: the vault's key is not here: { $path }
    .hint = bring the key file from the computer the bank was founded on, or leave the names out
vault-key-unfit = `{ $path }` is not a key of the vault
    .hint = bring the key file back from the backup, or move it out of the folder: the points are shown without names then
names-unread = the names cannot be read, so none is shown: { $why }. Points are not touched; what mends it: `{ $wenming } doctor`
names-closed = the names of `{ $branch }` are not shown: the vault's key `{ $path }` is not here
names-none = no name is kept for any account of `{ $branch }`; if there were names, bring `{ $path }` back from the backup, or the names from the register: `{ $wenming } import accounts --help`
vault-wrong-key = the vault's key does not open the name of `{ $account }`
vault-damaged = the vault of names is damaged: { $path }, line { $line }
vault-failed = the vault of names cannot be used: { $why }
vault = the vault of names
    .hint = points are not touched; put the vault's file back from a copy
journal-damaged = the journal of `{ $branch }` is damaged at entry { $seq }: { $why }
    .hint = change nothing in the folder; `wenming audit --branch { $branch }` lists all that is wrong; then move the folder `journal` away, keep it, and bring the entries back: `wenming restore FOLDER`
    .cut = where the power failed while something was being written, and nobody was told that it was done: `wenming rebuild --set-aside { $branch }:{ $seq }`
set-aside-done = { $lines } lines were moved to { $path }, where they can be read; nothing here knows that any of them was confirmed. Hold them against the slips that were given out, and enter again what is missing
set-aside-no-mirror = the mirror `{ $path }` cannot be asked how many entries it has: nothing was moved
    .hint = plug it in, or leave `--mirror` out if it never held this branch
set-aside-sound = { $entry } is not where the damage begins: nothing was moved
set-aside-unknown = the books of { $branch } cannot be asked how many entries were confirmed: nothing was moved
set-aside-acknowledged = of { $branch } { $known } entries are known, by the books, a checkpoint or the mirror, and { $entry } is in a commit of those: nothing was moved
set-aside-look =
    .hint = what is wrong with the folder, and the way out: `wenming doctor`
data-loss = the journal of `{ $branch }` has lost entries: { $acknowledged } were acknowledged, { $committed } are there
    .hint = write nothing here; bring what is missing from the mirror or the newest copy, `wenming restore FOLDER`, and have it audited
lines-not-there = { $asked } lines of `{ $branch }` are asked for, and there are { $size }
    .hint = see what the branch has: `wenming audit --branch { $branch }`
poisoned = writing failed; what came after it was not done
    .hint = run the command again: the bank checks itself when it is opened, and what was done is not done twice under the same `--request`
moved-on = somebody else is writing to branch `{ $branch }`: it has { $size } entries, and had { $expected }
    .hint = end the other program that writes there, then run the command again
books-failed = the books cannot be used: { $why }
    .hint = make them again from the journal: `wenming rebuild`
entry-too-long = the entry is too long for the journal: { $why }
damage-line = the line is not an entry in its one written form
damage-place = entry { $found } stands where entry { $expected } should
damage-branch = the entry is of branch `{ $found }`
damage-chain = the entry does not follow the one before it: one of the two was changed
damage-time = made at { $found }, before the entry before it ({ $expected })
damage-mixed = made by `{ $found }` within a commit of `{ $expected }`
damage-signature = the signature is not `{ $by }`'s over this commit
damage-signer = signed by `{ $by }`, who is not enrolled
damage-beginning = the first entry opens no branch
damage-unsigned = the commit it begins is not signed
damage-not-acknowledged = it is not the entry that was acknowledged at this place
notice-torn = a commit of `{ $branch }` that never ended ({ $lines } lines) was set aside in { $path }; it had not been acknowledged
notice-caught-up = the books of `{ $branch }` were brought up to date ({ $entries ->
        [one] { $entries } entry
       *[other] { $entries } entries
    })
notice-rebuilt = the books were damaged and are made again from the journal; nothing is lost ({ $why })
notice-clock-behind = the clock is { $span } behind the last entry; that entry's time is taken
notice-books-held = another program has the books open: the bank is read, and its books are made in memory
notice-read-only = the bank's folder cannot be written to: it is read, and its books are made in memory
likeness-confirm = { $what }. Is this another deed?
rate-confirm = { $what }. Is that what was paid?
clock-confirm = { $what } (now: { $now }). Is the clock right?

## Later refusals

refusal-not-chartered = head office has not chartered branch `{ $branch }`
    .hint = a manager of head office opens it: `wenming --as MANAGER branch open { $branch } --name NAME`
refusal-key-taken = the key given for `{ $operator }` is already that of `{ $holder }`
    .hint = every operator has a key of their own: leave `--public-key` out to have one made
refusal-key-of-operator = the key is that of operator `{ $holder }`: it signs entries, and cannot be a branch's as well
    .hint = have a new one made: `wenming branch set-key --reason 更换`
refusal-key-of-branch = the key was set as the branch's by `{ $entry }`: it cannot be set again, nor be an operator's
    .hint = make another key; the branch's are in `wenming --branch { $branch } branch keys`
refusal-last-manager = `{ $operator }` is the last manager of `{ $branch }`
    .hint = enroll another manager first: `wenming --branch { $branch } operator enroll manager2 --role manager`

## The counter

counter-deposited = deposited { $points } { $currency } to { $account }: { $rule } { $item }, of { $on } (entry { $entry })
counter-deducted = deducted { $points } { $currency } from { $account }: { $rule } { $item }, of { $on } (entry { $entry })
counter-redeemed = redeemed { $points } { $currency } from { $account }: { $offer } × { $qty } (entry { $entry })
counter-collected = handed over { $offer } × { $qty }, reserved by { $account }: { $points } { $currency } passed on (entry { $entry })
counter-cancelled = cancelled the reservation of { $offer } × { $qty } by { $account }: { $points } { $currency } given back (entry { $entry })
counter-returned = took back { $offer } × { $qty } from { $account }: { $points } { $currency } given back (entry { $entry })
counter-transferred = transferred { $points } { $currency } from { $from } to { $to } (entry { $entry })
between-redeemed = redeemed { $points } { $currency } from { $account } in { $to }: { $offer } × { $qty } (entry { $entry }, and { $answer } there)
between-transferred = transferred { $points } { $currency } from { $account } to { $receiver } in { $to } (entry { $entry }, and { $answer } there)
between-sent = sent { $points } { $currency } from { $account } to { $to } (entry { $entry }); { $to } has not answered yet: do not hand anything over before `wenming clearing show` shows it no longer
between-declined = { $to } did not take { $points } { $currency } from { $account }: { $reason }; they are back (entry { $entry }, and { $answer } there)
between-finished = what entry { $sent } had sent is ended: { $what } (entries { $answer } and { $end })
between-waiting = { $count } sent to other villages { $count ->
        [one] waits
       *[other] wait
    } for somebody who is enrolled in both: { $entries }
between-two = `--at { $at }` and the offer's `{ $named }/` name two villages
between-with = at another village an offer is paid in its own currency only, without `--with`
reserve-elsewhere = what another village offers cannot be reserved: `{ $offer }`
    .hint = redeem it when it is collected there: `{ $wenming } redeem { $account } { $offer } { $qty }`
declined-unknown-offer = no such offer there
declined-withdrawn-offer = no longer offered there
declined-paused-offer = not offered there for the time being
declined-not-on-sale = not on sale there on that day
declined-out-of-stock = not enough left there
declined-only-here = only for the holders of that village
declined-offer-price = the price there is another
declined-unknown-account = no such account there
declined-closed-account = the account there is closed
declined-frozen-account = the account there is frozen
declined-above-ceiling = the account there would be above its ceiling
declined-unknown-currency = no such points there
counter-reversed = reversed entry { $undone } ({ $event }, { $points } { $currency }) by entry { $entry }
counter-other = done: { $event } (entry { $entry })
counter-clipped = the rule gives { $computed }, the cap leaves { $points } of it ({ $caps })
counter-clipped-deduction = the rule takes { $computed }; { $points } could be taken (caps: { $caps }; never below the floor)
counter-until = they can be spent until { $until }
counter-spilled = { $points } of them go to the pool { $pool }: { $account } has reached what it may hold
counter-matched = beside them: { $points } { $currency }
counter-balance = { $account } now holds { $balance } { $currency }
counter-balance-part = { $account } now holds { $balance } { $currency }, of which { $available } can be spent
counter-arrears = { $account } is in arrears: { $balance } { $currency }; what it earns next pays that off first
counter-repeated = this request was answered before by entry { $entry }: nothing was done twice
no-rulebook-yet = no rulebook is in force in `{ $branch }`
    .hint = a manager adopts one: `wenming --branch { $branch } rules adopt --help`
rebuild-done = the books were made again from the journal: { $branches ->
        [one] { $branches } branch
       *[other] { $branches } branches
    }, { $entries ->
        [one] { $entries } entry
       *[other] { $entries } entries
    }
balance-none = no account holds points yet
balance-sum = { $count ->
        [one] { $count } account holds
       *[other] { $count } accounts hold
    } { $sum } { $currency } in all
statement-reversed = [reversed by { $by }]
statement-none = nothing has moved on this account yet
heading-account = account
heading-household = household
heading-name = name
heading-currency = currency
heading-balance = balance
heading-available = to spend
heading-remark = remark
heading-entry = entry
heading-day = day
heading-event = event
heading-about = about
heading-points = points
heading-rule = rule
heading-evidence = evidence
heading-by = by
heading-branch = branch
heading-branch-name = name
heading-entries = entries
heading-commits = signatures
heading-accounts = accounts
heading-held = held
heading-unredeemed = unredeemed
heading-findings = findings
remark-frozen = frozen
remark-ended = { $points } ended { $until }, not entered
remark-ends = { $points } end { $until }
remark-closed = closed
remark-arrears = in arrears

## Audit

audit-progress = auditing
audit-head = head of { $branch }: { $head }
audit-key = opened by `{ $by }` with the key { $key }: compare it with the key head office made known
audit-branch-alone = this branch alone was audited: it was not held against head office
audit-without-hq = head office's journal is not here: the branches were not held against it
audit-clean = no findings: { $books ->
        [true] chain, signatures, every award and every balance hold, and the books agree
       *[other] chain, signatures, every award and every balance hold
    }
audit-anchors = held against { $count ->
        [1] one checkpoint or receipt
       *[other] { $count } checkpoints and receipts
    }
audit-conflicts = two checkpoints that cannot both be true are kept here: { $paths }. Ask the branch which of them it signed, and show the folders to the auditor
audit-findings = { $count ->
        [1] one finding
       *[other] { $count } findings
    }
    .hint = change nothing in the folder; keep this list, and compare with the newest copy of the journal
audit-unfinished = what broke off
    .hint = nothing that was acknowledged is missing: the program stopped while it wrote, and the next posting sets the rest aside
audit-observations = to be asked about (no findings: every rule was kept)
audit-sample = drawn for inspection on the spot
audit-sample-none = nothing to draw from for an inspection: no deposit for a deed of those days
observation-approver-share = { $account }: `{ $approver }` agreed to { $agreed } of { $of } awards; of all awards in { $branch } to { $usually }%
observation-approval-in-family = { $entry }: `{ $approver }` agreed to an award of { $account }, their own family
observation-last-day-spike = { $branch }: { $points } of the month's { $of } are for deeds of its last day, { $day }
observation-cap-hugging = { $account }: reached the monthly cap of { $cap } under { $rule } to the point in { $months } of { $of } months; few others do
observation-deed-twice = { $entry }: { $account } was credited under { $rule } for { $on }, as { $like } had credited them or their household already
observation-more = { $branch }: and { $count } more of this kind
no-journal = there is no journal in `{ $path }`
    .hint = name the folder of a bank, its `journal` folder, or a branch's folder named after its code, as `LC01`
evidence-unreadable = `{ $path }` is no evidence: { $why }
    .hint = give the file as it was handed out, whole and unchanged: a checkpoint or a receipt
evidence-further = `{ $path }` tells the same story of { $branch } and goes further, by { $count ->
        [1] one entry
       *[other] { $count } entries
    }: the copy here is older
evidence-elsewhere = `{ $path }` is of `{ $log }`, and no such branch is audited here
    .hint = audited are { $names }; leave the file out, or name the folder where that branch is
unread-not-a-file = it is not a file
unread-too-long = it is longer than { $kib } KiB, and no such paper is
unread-not-text = it is not text in UTF-8
evidence-too-many = { $given } files are named; at most { $most } are read at once
    .hint = ask in several goes, each with some of them: `wenming audit --against FILE`
evidence-no-checkpoint = it is no checkpoint, or was changed in some place
evidence-no-receipt = line { $line } is not as a receipt has it
evidence-no-entry = its first line is no entry
evidence-bare-proof = `{ $path }` is a proof without the entry that it proves: the receipt is wanted
    .hint = put the file with the entry's line before it, as a receipt has it: `cat LINE { $path } > RECEIPT`; or ask the branch for the receipt: `wenming receipt ENTRY --out RECEIPT`
evidence-misplaced = it is not the checkpoint that its place says
finding-account = account: { "" }
finding-rule = rule: { "" }
finding-source = against: { "" }
finding-within = the first that differs is among: { "" }
finding-problem = what is wrong: { "" }
finding-refused = the rules of that day refuse it: { "" }
finding-expected = expected: { "" }
finding-found = found: { "" }
finding-none = nothing
finding-part = what differs: { "" }
books-part-size = number of entries
books-part-head = hash of the last entry
books-part-charter = the branch's name, origin or first day
books-part-branch-keys = the keys of its checkpoints
books-part-operators = operators
books-part-branches = chartered branches
books-part-rulebooks = rulebooks
books-part-offers = offers
books-part-notices = notices, by entry
books-part-appeals = appeals
books-part-fund = the fund
books-part-under-way = what is under way between villages
books-part-accounts = number of accounts
books-part-totals = pools, latest deed or points claimed
books-part-requests = number of requests and files entries are found by
books-part-request = the request of
books-part-system = the branch's own account
books-part-balance = balance
books-part-account = something else of the account
books-part-entries = the account's entries
books-part-caps-used = caps used in
finding-line-unreadable = the line is no entry
finding-entry-missing = entries are missing or out of order
finding-entry-of-another-branch = the entry is of another branch
finding-chain-broken = the chain is broken: this entry or the one before it was changed
finding-time-backwards = the time goes backwards
finding-time-ahead = the entry is from a time that has not come
    .expected = { $fact } or earlier
finding-commit-mixed = one commit is of two operators
finding-signature-wrong = the signature is wrong
finding-signer-unknown = signed by somebody not enrolled
finding-beginning-wrong = the first entry opens no branch
    .expected = the entry that founds the bank or opens the branch
finding-commit-unfinished = the last lines were never signed, so never committed
    .expected = a signature at the end
finding-tail-torn = the last line does not end, so was never committed
    .found = { $fact } bytes without an end of line
finding-entries-lost = acknowledged entries are gone
    .expected = { $fact } entries, as acknowledged
    .found = { $fact } entries
finding-entry-replaced = another entry was acknowledged at this place
    .expected = the entry that was acknowledged here
    .found = another
finding-no-right = whoever made it had not the right
finding-cap-exceeded = more than the cap leaves
finding-award-wrong = not what the rule gives
finding-overdraft = more was spent than could be
finding-rule-refuses = the rules of that day refuse it
finding-event-wrong = the entry says something else than follows from it
finding-request-repeated = one request was answered twice
    .expected = a request answered once
    .found = answered before: { $fact }
finding-evidence-repeated = a file was given as evidence for two deeds
    .expected = a file given for one deed
    .found = given before: { $fact }
finding-sum-not-zero = points do not sum to zero
finding-books-differ = the books differ from the journal
finding-books-unusable = the books cannot be opened
finding-branch-missing = head office chartered this branch, and its journal is not there
    .expected = a journal of the branch
finding-branch-not-chartered = head office did not open this branch
    .expected = chartered in HQ, and opened by a manager of head office
finding-branch-of-another-bank = the branch is of another bank
finding-leg-without-twin = points passed between villages, and the other side has nothing of it
    .expected = its other side: { $fact }
    .found = { $fact ->
        [none] nothing of it
       *[other] nothing of it; it stands alone since { $fact }
    }
finding-twin-wrong = the two sides of points that passed between villages do not say the same
finding-clearing-not-zero = what the villages hold in clearing is not what is under way
    .expected = { $fact }, which is under way
finding-settled-wrong = a village settled something else than head office netted, or nothing
    .expected = settled: { $fact }
finding-root-differs = the entries are not those that a checkpoint was made of
finding-journal-shorter = entries are gone that a checkpoint was made of
finding-receipt-differs = another entry stands where a receipt was given
finding-receipt-unproven = the receipt does not prove what it says: it was changed, or made up
finding-checkpoint-unsigned = the checkpoint is not signed with the branch's key of its time
finding-cosignature-wrong = a cosignature is not with the witness's key of its time
finding-checkpoint-unreadable = a checkpoint that is kept cannot be read

## A row of a sheet: what is wrong with it, and how to mend it

semicolon = ; {""}
rows = { $n ->
    [one] { $n } row
   *[other] { $n } rows
}
row-missing = { $column ->
        [as-of] the sheet has no column of days
       *[other] nothing stands here
    }
    .hint = { $column ->
        [household] fill in the household number, as `二组-017`; to find it: `wenming account find NAME`
        [account] fill in the account number; to find it: `wenming account find NAME`
        [name] fill in the name of the household's head
        [rule] fill in the rule's code, as `H07`; `wenming{ $in } rules show` lists them
        [item] fill in the item as the rulebook has it; `wenming{ $in } rules show` lists them
        [on] fill in the date, as 2026-03-05
        [as-of] say the day the old books were closed: `--as-of 2026-02-28`, or add a column 截止日期 (date)
        [qty] fill in how much was done, as 1, 2次, 1.5小时
        [points] fill in the points, as 120
       *[other] fill it in
    }
row-number-unreadable = { $why }
    .hint = write digits only, as 5 or 1.5
row-number-too-precise = { $why }
    .hint = write fewer decimals
row-number-too-large = { $why }
    .hint = check it: some digits may be one too many
row-number-not-positive = { $why }
    .hint = write a number above zero; arrears of the old books are not brought forward: write 0 and settle them apart
row-name-form = { $why }
    .hint = { $kind ->
        [operator] the approver's column takes an operator's id, not a name or a panel; `wenming{ $in } operator list` lists them. Where one person approved the whole sheet, take the column out and import with `--approver OPERATOR`
        [household] write the household number as the register has it
        [account] write the account number as the passbook has it, or the household number instead
       *[other] write it in that form
    }
row-name-check-character = { $why }
    .hint = a digit was probably copied wrongly; the household number will do as well
row-unknown-household = the branch has no household `{ $given }`, and no head of that name
    .hint = compare it with the register; a new household is opened first: `wenming{ $in } account open --household NUMBER`
row-ambiguous-name = several heads are called { $name }: { $accounts }
    .hint = write the household number or the account number instead
row-accounts-differ = the household number is { $first }'s, the account number { $second }'s
    .hint = find out which is meant, and mend or empty the other cell
row-unknown-rule = the rulebook of that day has no `{ $given }`
    .hint = write a rule's code, as `H07`, or the item as the rulebook has it; `wenming{ $in } rules show` lists them
row-ambiguous-item = several rules have the item `{ $item }`: { $rules }
    .hint = write the rule's code instead
row-unknown-kind = there is no kind of account `{ $given }`
    .hint = write 户 (household), 个人 (person), 队伍 (team), 商户 (merchant) or 公益池 (pool); an empty cell is a household
row-holder-too-long = the { $field } has { $length } characters; at most { $max } are kept
    .hint = check it: more than one thing may stand in the cell
row-holder-control = the { $field } holds a control character or a line break
    .hint = type it into the cell again instead of pasting
row-holder-birth-year = nobody here was born in { $year }: a year of birth is 1900 to 2100
    .hint = write the year with four digits, as 2015
row-branch-missing = nothing says which village the row is for
    .hint = write the account number, or the village's code or name in a column `branch`
row-unknown-branch = the bank has no village `{ $given }`, or several of that name
    .hint = write its code; they are listed by `wenming branch list`
row-other-branch = the row is of village { $branch }, and the sheet is imported into another
    .hint = check the row's village; if it is right, import without `--branch`, and each row goes to its own village
row-beyond-headings = the row has more cells than there are headings; which column this one belongs to cannot be told
    .hint = most likely a cell has a comma in it: put that cell in double quotes; or a heading is blank: give that column one
row-household-twice = household `{ $household }` stands in row { $row } already, with another head
    .hint = find out which row has the wrong household number
holder-field-name = name
holder-field-phone = phone number
holder-field-id-number = ID number
holder-field-guardian = guardian's name
holder-field-birth-year = year of birth
holder-field-people = people
cell-empty = nothing stands here
    .hint = fill it in
cell-formula-without-value = this is a formula, and its result was not saved in the file
    .hint = open the file in Excel or WPS, save it and import it again; or write the value itself
cell-error-value = this is a formula with the error `{ $given }`
    .hint = mend the formula, or write the value itself
cell-control-character = the cell holds the control character { $character }
    .hint = empty the cell and type it again instead of pasting
cell-digits-lost = `{ $given }` is a long number stored as a quantity, so its last digits are lost
    .hint = make the cell a text cell, then type the number again from the original
cell-not-text = the cell has become a date or a time ({ $given })
    .hint = make the cell a text cell, then type it again
date-unreadable = this is no date that can be read
    .hint = write year, month and day, as 2026-03-05 or 2026年3月5日
date-impossible = there is no such day
    .hint = check the month and the day
date-short-year = the year needs its four digits
    .hint = as 2026-03-05
date-without-year = the year is missing
    .hint = write it out, as 2026-03-05; where the whole sheet is of one year, import with `--year YYYY`
quantity-unreadable = this is no quantity that can be read
    .hint = write a number, with its unit or without: 1, 2次, 1.5小时, 90分钟
quantity-too-precise = this has more than four decimals
    .hint = write fewer decimals
quantity-absurd = nobody can mean so much
    .hint = check it for a slip of the pen

## A row the rules refuse: how to mend it in the sheet, where the counter's way out does not fit

mend-other-branch = compare the row's village and its account number, and mend the one that is wrong; if neither is and `--branch` was given, import again without it: each row goes to its own village
mend-future-day = check the date, the year too; a deed is entered once it is done
mend-before-bank = check the date; points from before the bank are brought forward, not entered as deeds
mend-no-rulebook = check the date; there was no rulebook that day
mend-too-late = check the date; a deed of so long ago is not entered any more
mend-late-needs-claim = check the date; if it is right, a sheet cannot say who saw it: claim it by hand, `wenming claim file`, and name two witnesses
mend-witnesses-missing = check the date; if it is right, a sheet cannot say who saw it: claim it by hand, `wenming claim file`, and name two witnesses
mend-unknown-rule = write the code as the rulebook has it; `wenming{ $in } rules show` lists them
mend-holder-not-allowed = check the household number and the rule; `wenming{ $in } rules show` says whom it is for
mend-approver-missing = write an operator's id in a column 审定人 (approver); where one person approved the whole sheet, import with `--approver OPERATOR`
mend-approver-is-poster = somebody else has to approve: change the approver's column, or `--approver`
mend-approver-unfit = change the approver's column, or `--approver`; `wenming{ $in } operator list` lists who could
mend-award-not-positive = write what was done; an entry is undone by a manager's reversal, not by a negative row
mend-award-cap-reached = nothing to mend: the cap is used up, so this row earns nothing
mend-household-taken = nothing to mend: the household has an account
mend-already-brought-forward = nothing to mend: the balance was brought forward before; if it was wrong, a manager reverses it

## The file of a sheet

sheet-place = {" "}(sheet { $sheet })
sheet-unreadable-format = `{ $path }` cannot be read: it is { $found }
    .hint = { $form ->
            [folder] name the file in that folder
            [pipe] save it as a file first
            [zip] if it is an .xlsx, give it that ending again; else unpack it first
            [text] if it is a .csv, give it that ending again; else open it in Excel or WPS and save it as .xlsx
           *[other] open it in Excel or WPS, save it as .xlsx and import that
        }
sheet-form-et = an .et file of WPS
sheet-form-xls = an old .xls file
sheet-form-html = a web page under another ending
sheet-form-ole = an old Office file under the ending .xlsx
sheet-form-zip = an archive
sheet-form-text = text under the ending .xlsx
sheet-form-pipe = no file, and cannot be read to an end
sheet-form-folder = a folder
sheet-form-unknown = nothing that is known
sheet-password = `{ $path }` has a password
    .hint = open it in Excel or WPS, take the password off, save it and import it again
sheet-damaged = `{ $path }` is damaged: { $detail }
    .hint = open it in Excel or WPS; if it opens, save a copy and import that
sheet-quote-not-closed = `{ $path }`: the quotation mark in row { $row } is never closed, so the rows after it would be lost
    .hint = close or remove the quotation mark; or open the file in Excel and save it as .xlsx
sheet-too-large = `{ $path }` is too large: { $found }, at most { $limit } ({ $what ->
        [file] the file
        [unpacked] unpacked
        [text] its text
       *[cells] cells
    })
    .hint = make several files of it, and import each
sheet-too-many-rows = `{ $path }`{ $place } has something in row { $row }; at most { $limit } rows are read
    .hint = clear what does not belong there, or make several sheets of it
sheet-too-many-columns = `{ $path }`{ $place } has something in column { $column }; at most { $limit } columns are read
    .hint = clear what does not belong there
sheet-bad-encoding = `{ $path }` line { $line } is neither UTF-8 nor GBK
    .hint = open it in Excel or WPS, save it as .xlsx and import that
sheet-no-header = `{ $path }`{ $place } has no row of headings: { $missing } missing{ $case ->
        [none] {""}
       *[some] ; row { $row } comes nearest: { $seen }
    }
    .hint = put these headings above their columns{ $others }
sheet-other-names = { $name } may also be { $others }
sheet-duplicate-column = `{ $path }`{ $place } row { $row }: { $first } and { $second } mean the same
    .hint = keep the heading of the one to be used, and call the other something else
sheet-empty = `{ $path }` is empty
    .hint = check the file; a hidden sheet has to be shown first
sheet-exists = `{ $path }` is there already and was not written over
    .hint = take another name, or move it away first
sheet-unwritable-format = `{ $path }` cannot be written: only .xlsx and .csv can
    .hint = give the file the ending .xlsx or .csv
sheet-unwritable = `{ $path }` cannot be written: { $detail }
    .hint = try it as .csv
sheet-several = several sheets of `{ $path }` fit: { $sheets }
    .hint = say which: `--sheet { $first }`
sheet-no-such = `{ $path }` has no sheet `{ $sheet }`
    .hint = it has: { $sheets }
sheet-of-deeds = `{ $path }` looks like a sheet of deeds, not a register: it has households, rules and days
    .hint = post it with `wenming import deposits FILE`; to open accounts from it, keep the household and name columns only

## Import

import-head = { $file }{ $place } → { $case ->
        [one] branch { $branch }
       *[several] { $n ->
            [one] { $n } branch
           *[other] { $n } branches
        }
    }: { $rows } of data
import-ready = to be posted: { $rows }, { $sums }
import-claims = to be filed as claims, paid once reviewed: { $rows }, { $sums }
import-claims-like = claims that may be a deed there is already: { $rows }; a verifier has to say why not
import-ready-accounts = to be opened: { $rows }, accounts { $first } to { $last }
import-ready-none = nothing new to post
import-sum-credited = { $points } credited ({ $currency })
import-sum-claimed = { $points } ({ $currency })
import-sum-charged = { $points } charged ({ $currency })
import-sum-forward = { $points } brought forward ({ $currency })
import-floor = down to { $floor }
import-clipped = of them { $rows } clipped, so that only a part counts:
import-refused = their branch takes nothing now: { $rows }
import-refused-branch = { $branch }: { $what }
import-refused-again = what is posted stays: once this is mended, import the whole sheet again; nothing is posted twice
import-several = or say it in the sheet, by account numbers or in a column `branch` with codes or names: then each row goes to its own
import-bad = to be mended: { $rows }
import-used-up = nothing left under the cap, nothing to mend: { $rows }
import-held = held back as probable duplicates: { $rows }{ $case ->
        [deposits] {" "}(if they are different deeds, add `--allow-duplicates`)
        [again] {" "}(if it is a deed posted before whose quantity or evidence was mended, reverse that entry first and import again; if they are different deeds, add `--allow-duplicates`)
       *[other] {""}
    }
import-held-row = row { $row } is like row { $same }: { $about }
import-held-entry = row { $row } is like entry { $entry }: { $about }
import-already = { $case ->
        [accounts] opened before, left as they are: { $rows }
       *[other] posted before, not posted again: { $rows }
    }
import-differs = of them { $rows } with another note or approver; what was posted first stands: row { $list }
import-taken = opened otherwise, left as they are: { $rows }, { $list }
import-names-differ = the name is not the one kept, to be checked: { $rows }, posted by the number
import-names-missing = { $n ->
    [one] the name of { $n } account was not kept and will be
   *[other] the names of { $n } accounts were not kept and will be
}
import-skipped = balances of zero, nothing to bring forward: { $rows }
import-left-out = no data, left out: { $rows }: { $list }
import-left-out-row = row { $row } ({ $text })
import-repeated-header = headings again
import-unused = columns not used: { $list }
import-bad-rows-written = the rows to mend are in `{ $path }`; mend them there and import that file
import-more = … and { $rows } more; `--json` lists them all
import-reason = { $case ->
        [cell] { $column }:{" "}
       *[row] {""}
    }{ $what } → { $mend }
import-reading = reading the sheet …
import-posting = posting …
import-ask = Post it now?
import-declined = nothing was posted
import-add-yes = nothing is posted yet: if it is right, run it again with `--yes`
import-posted = posted: { $rows }, { $sums }
import-posted-accounts = opened: { $rows }
import-claimed = filed as claims: { $rows }, { $sums }
import-from-to = { $first } to { $last }
import-entries = , entries { $entries }
import-names-kept = { $n ->
    [one] { $n } name put into the vault
   *[other] { $n } names put into the vault
}
import-row-refused = row { $row }: { $what }; nothing of the rows of { $branch } was posted
import-findings = { $rows } to be mended and not posted
    .hint = mend the sheet and import it again: nothing is posted twice
    .option = or add `--bad-rows FILE.xlsx` to have these rows, with the reasons, in a sheet of their own
column-row = row
column-column = column
column-given = given
column-what = what is wrong, and how to mend it
column-computed = computed
column-awarded = awarded
column-clipped-by = clipped by
column-reason = reason
column-name-given = in the sheet
column-name-kept = kept

## Export (no heading of the journal or a statement is one of a sheet of deeds)

column-branch = branch
column-seq = seq
column-at = posted at
column-by = by
column-reversed-by = reversed by
column-event = event
column-account = account
column-other-account = other account
column-rule = rule
column-qty = qty
column-points = moved
column-currency = currency
column-on = day of deed
column-evidence = evidence
column-note = note
column-hash = hash
column-day = posted on
column-entry = entry
column-entries = entries
column-rows = rows
column-item = about
column-balance = balance
column-household = household
column-kind = kind
column-status = status
column-opened = opened
column-name = name
column-name-masked = masked name
column-total = total
export-written = written to `{ $path }`: { $rows }
export-written-text = written to `{ $path }`
export-ending = `{ $path }` has an ending that does not fit here
    .hint = endings that do: { $endings }
export-exists-hint = take another name; to write over it, add `--force`
export-names-locked = the vault's key is not at hand, so names cannot be shown in full
    .hint = say where the keys are with `--keys DIR`, or leave out `--reveal`

## Forms

template-name = { $kind ->
        [accounts] register
        [opening] opening balances
       *[deposits] deeds
    }
template-notes = how to fill it in
template-title = { $branch } { $kind ->
        [accounts] register: a row for each household
        [opening] opening balances: a row for each household
       *[deposits] deeds: a row for each
    }
template-note-columns = Leave the headings in the first row as they are; columns with an orange heading have to be filled in, the others may be empty. Columns of your own may stand to the right; the import passes over them.
template-note-choose = Cells with an arrow take what their list offers. The lists are of the day this sheet was made: make another one for accounts and rules that came since.
template-note-rows = { $rows } rows are ready; more may be written below them.
template-note-import = When it is filled in: `{ $wenming } import { $kind } FILE`; it shows what would come of it, and posts when told to.
template-household = Choose the household's number, or the account's where there is none.
template-household-new = The household's number, as “二组-017”; one row for each.
template-name-new = The head of the household; of a person, a team or a merchant their name. It is kept in the encrypted vault, never in the journal.
template-name-check = May be empty; a name is held against the one that is kept, and told where it differs.
template-phone = The phone number, kept as text with every digit.
template-id-number = The ID number, kept as text with all of its 18 digits.
template-birth-year = A person's year of birth, four digits; nobody under 14 stands on a public list.
template-guardian = The name of a minor's guardian.
template-people = How many people live there, a whole number.
template-kind = Choose from the list; a household unless said.
template-rule = Choose the rule from the list.
template-on = The day of the deed, { $first } to { $last }, as 2026-03-05.
template-as-of = The day the old books were closed, { $first } to { $last }, as 2025-12-31.
template-qty = A number above 0: times, pieces, hours or yuan, as the rule counts.
template-points = The balance of the old books; a row of 0 is passed over.
template-evidence = What shows it: a list, a photo, a certificate, by name or number; no ID or phone numbers.
template-note = A remark; no names, ID or phone numbers.
template-approver = Choose who agreed, where the rule asks for it.
template-written = written to `{ $path }`: { $rows ->
        [one] { $rows } row
       *[other] { $rows } rows
    } to fill in{ $kind ->
        [accounts] {""}
        [opening] , { $accounts } accounts to choose from
       *[deposits] , { $accounts } accounts and { $rules } rules to choose from
    }
next-template = when it is filled in: `{ $wenming } import { $kind } { $path }`

## What is wrong with a rulebook

fault-line = { $place }: { $what }
fault-mend = {"    "}mend it: { $mend }
place-comma = , {""}
place-line = line { $line }
place-row = row { $row }
place-rule = rule `{ $rule }`
place-field = “{ $field }”
type-text = a text
type-whole = a whole number
type-float = a floating-point number
type-bool = true or false
type-time = a day or time
type-array = an array
type-table = a table
type-tables = tables, as `[[rule]]`
type-quoted = a text in quotes
type-number = a number in quotes, or a whole number
type-list = texts in quotes, as `["20/月"]`
type-day = a day, as 2026-03-19
fault-syntax = the text is not TOML ({ $why })
    .mend = compare it with what `wenming rules check TABLE.csv --toml` gives
fault-text-too-large = the text takes { $bytes } bytes, and an entry of the journal holds { $most }
    .mend = shorten its remarks, or split it
fault-unknown-key = the key `{ $key }` is not known
    .mend = write one of { $known }
fault-missing = nothing is given
    .mend = fill it in
fault-wrong-type = it is { $found }
    .mend = write { $wanted }
fault-float = `{ $text }` is a floating-point number, which is not exact
    .mend = put it in quotes: `"{ $text }"`
fault-name = `{ $text }` does not have the form
fault-amount = { $why }
    .mend = write a number like `5` or `1.5`
fault-day = `{ $text }` is not a day
    .mend = write it like `2026-03-19`
fault-cap-unreadable = `{ $text }` is not a cap in any form known
    .mend = write it like `20/月`, `2次/月`, `2h/次`, `90日内`, or 无 for none
fault-cap-ambiguous = `{ $text }` can be read in more than one way
    .mend = put a comma between the caps, as `12/次, 2次/月`
fault-cap-no-period = `{ $text }` names no period
    .mend = write it like `{ $text }/月`, `{ $text }/年` or `{ $text }/life`
fault-cap-zero = `{ $text }` caps at nothing
    .mend = write a number above zero, or 无 for no cap
fault-cap-negative = `{ $text }` is below zero, and the rule pays points
    .mend = only the cap of a deduction is written with a minus
fault-cap-number = `{ $text }` is not a cap: { $why }
    .mend = write it like `20/月`
fault-cap-contradiction = { $one } and { $other } cannot both hold
    .mend = keep one of them
fault-cap-not-by-the-hour = { $cap } caps hours, and the rule does not count in hours
    .mend = make its unit 小时, or cap times, as `2次/月`
fault-cap-within-one-entry = { $cap }: times and households cannot be counted within one entry
    .mend = name a day, a month, a year or life, as `2次/月`
fault-points = `{ $text }` is not points
    .mend = write it like `+2`, `-1`, `1.5` or `等额`
fault-choice = `{ $text }` is none of the words there are
    .mend = write one of { $known }
fault-twice = `{ $text }` stands here twice
    .mend = keep one, and rename or delete the other
fault-unknown-currency = there is no currency `{ $text }` in this rulebook
    .mend = name one that is there, or add it
fault-which-currency = there are several currencies, and the rule names none
    .mend = add `currency = "JF"`
fault-too-precise = `{ $amount }` has more than the { $decimals } decimals of its currency
    .mend = write { $decimals } decimals, or give the currency more (`--decimals` for a table)
fault-decimals = `{ $text }` is not a number of decimals
    .mend = write 0, 1, 2, 3 or 4
fault-negative = `{ $amount }` is below zero
    .mend = write zero or more
fault-ends-before-it-starts = the last day { $until } lies before the first day { $from }
    .mend = check the two days
fault-too-long = it has { $length } characters, and there is room for { $most }
    .mend = shorten it
fault-control-character = it has line breaks or invisible control characters
    .mend = type it again on one line
fault-too-many = there are { $count }, and there may be { $most }
    .mend = take some out, or split the rulebook
fault-expiry = `{ $text }` does not say how long points live
    .mend = write `24 months` (1 to 600), `half-year`, `year-end` or `never`
fault-percent = `{ $text }` is not a share in percent
    .mend = write whole percent from `1%` to `99%`
fault-nothing-to-carry = points that never expire are not carried over
    .mend = give `expires`, or take this out
fault-spend-with = `{ $text }` does not say with what the currency is spent
    .mend = write it like `RW 1:5`: at most 5 (1 to 100) for each 1 of `RW`
fault-spend-with-itself = `{ $currency }` cannot be spent beside itself
    .mend = name another currency
fault-spend-with-chain = `{ $currency }` is itself spent only beside another currency
    .mend = name a currency that is spent alone
fault-review = `{ $text }` is no step of a review
    .mend = write `verify 2` (1 to 5), `panel`, `notice 7 days` (1 to 60)
fault-review-order = `{ $text }` comes too late in the review
    .mend = the order is verify, panel, notice
fault-only-earn = this is for rules that pay points, and the rule is of the kind “{ $kind }”
    .mend = take it out
fault-pays-no-holder = the rule pays the { $holder }, and is not for that kind of holder
    .mend = add "{ $word }" to `holders`, or take `pays` out
fault-day-count = `{ $text }` is no number of days
    .mend = write a whole number from 0 to { $most }
fault-late-after = a claim is late after { $after } days, { $within ->
        [none] and the rule has no cap for late ones
       *[other] and taken for { $within } days only
    }
    .mend = give a cap of { $most } days late or more, as `caps = ["{ $most } days late"]`
fault-bounds-cross = the bounds leave nothing: from { $from } to { $to }
    .mend = let `points_from` be no more than `points_to`
fault-out-of-bounds = { $points } points are out of bounds: { $bounds }
    .mend = write points within the bounds
fault-needs-base = this says only what is different from “{ $base }”
    .mend = give that rulebook with `--base FILE`
fault-other-base = it stands on “{ $extends }”, and the base given is “{ $base }”
    .mend = give the base that it stands on, or write `extends = "{ $base }"`
fault-not-in-base = the base has no rule `{ $rule }`
    .mend = check the code; a rule of the village's own is a `[[rule]]`
fault-fixed = { $case ->
        [drop] the base does not let rule `{ $base }` be dropped
        [nothing] the base keeps `{ $field }` as it is: nothing is said there
       *[other] the base keeps `{ $field }` as it is: `{ $base }`
    }
    .mend = take it out; only whoever lays down the base can change it
fault-no-header = no row among the first { $rows } looks like the headings
    .mend = have a row with 代码, 类别, 事项, 单位, 分值, 上限, 佐证, 审定
fault-missing-column = there is no column “{ $name }”
    .mend = add it, even if it is empty

## What was done: head office, branches, operators, rulebooks, accounts, offers

next-step = next: { $step }
in-brackets = { $what } ({ $more })
reason = reason
across-branch = branch `{ $branch }`: { $message }
across-done = done in { $branches }; once this is mended run the same command again: what is done is left alone
no-village = no village has a branch yet
    .hint = a manager of head office opens one: `{ $wenming } branch open LC01 --name NAME`

init-done = founded: { $name }
init-origin = origin
init-folder = folder
init-manager = manager
init-key-file = key file
init-public-key = public key
init-since = since
init-keep-keys = the key file is the bank's seal: keep a copy of it apart, on a USB stick, and give it to nobody; the public key may be known to everybody and lets auditors check
bank-exists = there is a bank in `{ $path }` already
    .hint = see it: `{ $wenming } branch list`; for another one name a new folder with `--bank`
folder-not-empty = `{ $path }` is not empty: there is `{ $other }` in it
    .hint = name a new folder, as `wenming --bank ./lucheng init …`

branch-opened = branch { $branch } { $name } is open
branch-code = code
branch-name = name
branch-since = since
branch-manager = manager
branch-entries = entries
branch-accounts = accounts
branch-operators = operators
branch-rulebook = rulebook
branch-head = head
branch-not-open = not open
branch-written = written
branch-is-here = here
branch-is-away = away
branch-chartered-as = head office has chartered `{ $branch }` as “{ $name }” already; it only has to be opened
    .hint = ask again with that name: `--name { $name }`
next-branch-open = open a branch: `{ $wenming } branch open LC01 --name NAME`
next-branch-finish = finish the opening: `{ $wenming } branch open { $branch } --name { $name }`
next-rules-adopt = adopt its rulebook: `{ $wenming } --branch { $branch } rules adopt RULES.csv --from { $since }`
next-enroll = enrol its clerk: `{ $wenming } --branch { $branch } operator enroll clerk01 --role clerk`

branch-key-first = first key
branch-key-set = branch { $branch } has a new key
branch-key-entry = since entry
branch-key-file = key file
branch-key-log = for checkpoints
branch-key-witness = for cosignatures
branch-key-in-force = { $branch }, in force since { $entry } of { $at }
branch-key-replaced = { $branch }, replaced; set by { $entry } of { $at }
next-branch-set-key = set the branch's key: `{ $wenming } --branch { $branch } branch set-key`
next-branch-passphrase = put the key under a passphrase: `{ $wenming } --branch { $branch } branch passphrase`
operator-key-made = made a key for { $operator }; the file stays on this computer
next-enroll-public-key = send a manager the public key, to enrol you with: `wenming operator enroll { $operator } --role clerk --public-key { $key }`
operator-enrolled = enrolled { $operator }
operator-changed = changed the enrolment of { $operator }
operator-as-before = { $operator } is enrolled like that already; nothing had to be done
operator-retired = retired { $operator }; what they signed before stays good
operator-branch = branch
operator-branches = in
operator-id = operator
operator-role = role
operator-state = state
operator-acts = acting
operator-is-retired = retired
operator-key = public key
operator-key-file = key file
operator-account = own account
operator-key-hand-over = hand the key file to { $operator } alone, for the keys' folder of their computer; whoever has it can act in their name
operator-other-key = { $operator } stands with another key in { $branches }; if that one is gone, ask again with `--all-branches`
operator-acts-on = { $operator } still acts in { $branches }; to retire them there too, add `--all-branches`
next-account-open = open an account: `{ $wenming } --branch { $branch } account open --household 一组-001 --name NAME`
next-import = or all of them from the register: `{ $wenming } --branch { $branch } import accounts REGISTER.xlsx`
next-audit = audit: `{ $wenming } audit`

rule-code = code
rule-kind = kind
rule-category = category
rule-item = item
rule-unit = unit
rule-points = points
rule-currency = currency
rule-holders = holders
rule-caps = caps
rule-evidence = evidence
rule-steps = steps
rule-from = first day
rule-until = last day
rule-remark = remark
rule-name = name
rule-decimals = decimals
rule-floor = floor
rule-spendable-above = spendable above
rule-yuan-per-point = yuan per point
rule-expires = expires
rule-carry-over = carried over
rule-ceiling = ceiling
rule-spend-with = spent with
rule-review = review
rule-pays = pays
rule-late-after-days = late after
rule-points-from = fewest points in a village
rule-points-to = most points in a village
rule-fixed = not a village's to change
rule-drop = that it is there
rule-in-short = { $code } { $item }: { $terms }
rules-title = title
rules-currencies = currency
rules-rules = rules
rules-in-force = in force
rules-hash = hash
rules-count = { $all } in all: { $earn } earn, { $deduct } deduct, { $clause } are clauses
rules-currency = { $code } { $name }, { $decimals } decimals, deductions stop at { $floor }
rules-currency-above = only what is above { $above } can be spent
rules-currency-worth = a point is worth about { $yuan } yuan
rules-currency-expires = expires { $said }
rules-currency-carry-over = { $said } of it goes on
rules-currency-ceiling = an account earns up to { $said }
rules-currency-spend-with = spent { $said }
rules-from = from { $from } on
rules-from-until = from { $from } on; another from { $next } on
rules-has-faults = { $n ->
    [one] one thing is wrong with `{ $path }`
   *[other] { $n } things are wrong with `{ $path }`
}; mend it and check again
rules-unfit = { $n ->
    [one] one thing is wrong with `{ $path }`:
   *[other] { $n } things are wrong with `{ $path }`, the first:
} { $first }
    .hint = see all of it: `{ $wenming } rules check { $file }`
rules-adopted = adopted “{ $title }”, in force from { $from } on
rules-kept = { $branch }: not said by table or options, so as before: “{ $title }”, { $currency }, { $decimals } decimals, floor { $floor }, spendable above { $above }
rules-already = has this very one already; left alone
rules-first = its first rulebook
rules-same = says the same as before, in other words
rules-changes-in = what changes ({ $branch }):
rules-no-change = the two rulebooks say the same
rules-file-ending = `{ $file }` is no file a rulebook is read from
    .hint = give a .toml, .csv or .xlsx; save an .xls or .et as .xlsx first
rules-file-encoding = the encoding of `{ $file }` cannot be read
    .hint = save it as UTF-8, or a table as .xlsx
options-of-tables = `{ $options }` is for .csv and .xlsx tables; a .toml says it itself
    .hint = leave it out, or write it into the .toml: the terms stand under `[[currency]]`, the title on top
base-not-toml = `{ $file }` is a table, and a table does not stand on a base
    .hint = leave out `--base`, or write a .toml that says what is different: `extends`, `[[change]]`, `[[rule]]`, `drop`
rules-cell = cell { $address }
rules-cell-formula = it is a formula whose value was not saved
rules-cell-unread = `{ $given }` says nothing that can be read
rules-cell-mend = type what it should say, and save again
rules-private = there is what looks like { $number }, and a rulebook stays in the journal for ever
    .mend = leave the number out; name the office or the duty
change-title = title: { $new } instead of { $old }
change-currency = currency { $code } { $name }: { $changes }
change-currency-added = new currency { $currency }
change-currency-removed = no longer: currency { $currency }
change-rule = { $code } { $item }: { $changes }
change-rule-added = new: { $rule }
change-rule-removed = no longer: { $rule }
change-comma = ; {""}
change-field = { $field }: { $new } instead of { $old }
change-points = each { $unit } { $kind ->
        [deduct] takes
       *[earn] gives
    } { $new } instead of { $old }
change-cap-event = cap of one entry: { $new } instead of { $old }
change-cap-day = daily cap: { $new } instead of { $old }
change-cap-month = monthly cap: { $new } instead of { $old }
change-cap-year = yearly cap: { $new } instead of { $old }
change-cap-life = cap for life: { $new } instead of { $old }
change-cap-group-day = households of a group a day: { $new } instead of { $old }
change-cap-group-month = households of a group a month: { $new } instead of { $old }
change-cap-group-year = households of a group a year: { $new } instead of { $old }
change-cap-group-life = households of a group for life: { $new } instead of { $old }
change-cap-late = time to enter it: { $new } instead of { $old }
change-fund = as far as the fund goes from now on
change-no-fund = no longer as far as the fund goes
change-no-cap = no cap
change-no-limit = no limit
change-none = (none)
change-none-expires = never
change-none-carry-over = nothing
change-none-ceiling = no ceiling
change-none-spend-with = nothing else
change-none-yuan-per-point = (not said)
change-none-review = credited directly
change-none-pays = the account named
change-none-late-after-days = never
change-none-from = any
change-none-until = any
change-none-caps = no cap
change-none-points-from = no bound
change-none-points-to = no bound
changes-in-short = { $changed } changed, { $added } new, { $removed } no longer
map-twice = rule `{ $old }` is mapped twice, the second time to `{ $new }`
    .hint = name one rule of the draft for each rule of before
map-unknown = `{ $old }` is mapped to `{ $new }`, and the draft has no such rule
    .hint = the draft has { $codes }
map-line = line { $line } of { $file } is not `OLD=NEW`: { $given }
    .hint = write the code of before and the draft's on each line, as `H07=C04`
period-backwards = the last day { $to } lies before the first day { $from }
    .hint = name the first day first: `--from { $to } --to { $from }`
simulated = “{ $title }” on { $n ->
        [one] the deed
       *[other] the { $n } deeds
    } from { $from } to { $to } ({ $branches })
simulate-rule = rule
simulate-draft = in the draft
simulate-deeds = deeds
simulate-before = before
simulate-after = after
simulate-change = change
simulate-clipped = clipped
simulate-none = not paid
simulate-total = in all
simulate-from-to = from { $before } to { $after }
simulate-earned = earned
simulate-deducted = taken
simulate-cost = cost to the fund
simulate-yuan = { $yuan } yuan
simulate-yuan-unknown = (not said)
simulate-cost-unknown = not known: no rulebook says what a point is worth (`--yuan-per-point`)
simulate-accounts = accounts
simulate-who = { $gain ->
        [one] { $gain } gains
       *[other] { $gain } gain
    }, { $lose ->
        [one] { $lose } loses
       *[other] { $lose } lose
    }, { $same ->
        [one] { $same } stays the same
       *[other] { $same } stay the same
    }
simulate-caps = caps of the draft that bite:
simulate-cap-rule = rule of the draft
simulate-lost = points cut
simulate-gain = who gains most:
simulate-lose = who loses most:
simulate-unpaid = not paid under the draft:
simulate-unpaid-rule = { $code } { $item } ({ $n })
simulate-unpaid-line = {"    "}{ $why }: { $rules }
simulate-alike = {"    "}of the category of { $old }: { $codes }; if it is meant, add `--map { $old }={ $new }`
simulate-by-item = { $old } was taken for { $new }, whose item is the same
simulate-by-code = { $old } was taken for the draft's rule of that code, whose item is another
simulate-unit = { $old } counts in { $before } and { $new } in { $after }: the quantities were taken as they stand
simulate-unused = no deed of the period was posted under { $old }, which `--map` names
unpaid-no-rule = no rule in the draft
unpaid-other-kind = the draft's rule is of another kind
unpaid-not-in-force = the draft's rule is not in force on that day
unpaid-holder = the draft's rule is not for such holders
unpaid-too-late = entered later than the draft allows
unpaid-unfit = the draft's rule cannot count it
next-rules-adopt-file = adopt it: `{ $wenming } rules adopt { $file } --from { $from }`
next-enroll-everywhere = enrol a clerk: `{ $wenming } operator enroll clerk01 --role clerk --all-branches`

account-opened = opened { $account }
account-named = kept who holds { $account }
account-frozen = froze { $account }: nothing moves on it until it is unfrozen
account-unfrozen = unfroze { $account }
account-was-closed = household `{ $household }` had `{ $account }`, which was closed; another account would have its caps anew, so a manager opens it: `wenming --as MANAGER account open --household { $household }`
account-closed = closed { $account }
account-number = account
account-kind = kind
account-household = household
account-name = name
account-phone = phone
account-people = people
account-birth-year = born in
account-guardian = guardian
account-member-of = of household
account-members = persons
account-status = state
account-opened-on = opened
account-entries = entries
account-without-name = { $account } is open, but its holder's name was not kept: { $why }
    .hint = do not open it again; once this is mended add the name: `{ $wenming } account name { $account } --name NAME`
field-rulebook = rulebook
field-phone-number = phone number
field-ID-number = ID number
field-guardian = guardian's name
held-ended = { $held }; { $points } have ended { $until } and are not entered as expired
held-ends = { $held }; { $points } end { $until }
expired-about = to { $until }
expired-about-carried = to { $until }; { $points } carried over to { $carried }
held = { $balance }, { $available } available
held-above = { $balance }, { $available } available (only what is above { $above })
held-arrears = { $balance }, { $arrears } in arrears, which what is earned pays off first
entry-id = entry
entry-day = day
entry-event = what
entry-points = points
entry-about = about
nothing-to-find = there is nothing to look for
nothing-found = no account has to do with “{ $text }”
    .hint = look for less of it: the surname alone, or a part of the household number; a phone number has to be whole
find-no-vault = the vault's key is not here ({ $path }): numbers were searched, names were not
find-more = { $n } more are not shown; look for more of it
next-deposit = credit points: `{ $wenming } deposit { $account } { $rule } 1{ $approver ->
        [true] {" --approver OPERATOR"}
       *[other] {""}
    }`
next-claim-file = claim a deed: `{ $wenming } claim file { $account } { $rule }`
next-account-name = keep who its head is: `{ $wenming } account name { $account } --name NAME`
household-joined = `{ $account }` is of household `{ $household }`
household-left = `{ $account }` is of household `{ $household }` no more
household-split = split household `{ $from }`: the new one is `{ $to }`
household-merged = merged household `{ $from }` into `{ $to }`; `{ $from }` is closed
household-persons = persons
household-points = points
household-none = none
household-not-of-it = `{ $account }` is not of household `{ $household }`
    .hint = see who is: `wenming household show { $household }`
entry-range = { $first } to { $last }
next-statement = all of them: `{ $wenming } statement { $account } --all`
next-unfreeze = once it is settled: `{ $wenming } account unfreeze { $account } --reason settled`

offer-listed = listed: { $title }
offer-changed = changed: { $title }
offer-unchanged = nothing changed: { $title }
offer-withdrawn = withdrew { $offer }
offer-paused = paused { $offer }; what is put by can still be collected
offer-resumed = { $offer } goes on
offer-limit = limit of an account
offer-dates = can be had
offer-between = { $case ->
    [from] from { $from } on
    [until] until { $until }
   *[between] { $from } to { $until }
}
offer-hold = put by for
offer-is-paused = paused
stock-changed = entered the stock of { $offer }
stock-change = change
stock-left = in stock
stock-put-by = put by
stock-uncounted = not counted
stock-delivery = delivery
stock-taking = stocktaking
slip-code = pick-up code
slip-offer = put by
slip-paid = paid
slip-until = until
slip-holder = for
slip-entry = entry
next-collect = hand it over: `{ $wenming } collect { $code }`
reservations-none = nothing is put by
reservations-offer = put by
reservations-until = until
reservations-due = { $until } (to be released)
unknown-code = nothing that is put by in { $branches } has this code
    .hint = read the slip again; what is put by: `wenming reservations`
code-elsewhere = nothing that is put by in { $branches } has this code; it is of `{ $entry }`, put by in { $at }
    .hint = it is handed over there: `wenming --branch { $at } collect { $code }`
account-reserved = put by
account-reserved-of = { $what }, until { $until } ({ $entry })
offer-code = code
offer-title = title
offer-kind = kind
offer-price = each
offer-merchant = paid to
offer-state = state
offer-bank = the bank
offer-on = offered
offer-is-withdrawn = withdrawn
offer-none = nothing is offered yet
next-redeem = redeem: `{ $wenming } redeem HOUSEHOLD { $offer } 1`
offer-title-typed = TITLE
offer-price-typed = POINTS
offer-add-whole = { $case ->
        [withdrawn] `{ $offer }` was withdrawn and begins anew
       *[new] a new offer has to say both
    }: `{ $wenming } offer add { $offer } --title { $title } --price { $price }`
next-offer-add = offer something: `{ $wenming } offer add RICE-5 --title 大米5公斤 --price 50`

## Demo

demo-working = making a sample bank …
demo-exists = `{ $path }` has something in it already and was not touched
    .hint = make another: `{ $program } demo { $other }`
    .look = if it is the last demo, go on with it: `{ $program } --bank { $bank } audit`
demo-done = A sample bank is in { $path }; its people and numbers are made up
demo-founded = 1. { $founded }: a township's bank (云岭镇) founded, { $village } tries it; { $day }: { $n } villages, old balances brought forward
demo-rules = a rulebook for households adopted, { $rules } rules; only what is above 100 points can be spent
demo-imported = 2. Last day of the month: each village's sheet imported (all are in { $path }, to be opened and looked at)
demo-clipped = clipped, for example: row { $row }, { $household }: { $computed } computed, { $by }, { $awarded } awarded
demo-bad-rows = the rows to mend, with their reasons: { $path }
demo-counter = 3. At the counter of { $village }: redemptions, a gift, a mistake reversed, a deduction
demo-audited = 6. Audited: every point derived again from the journal
demo-audit =
    {"  "}{ $branches } branches, { $entries } entries, { $commits } signatures; { $held } held, { $case ->
        [clean] nothing found wrong
       *[other] { $findings } findings
    }
demo-next-clerk = A clerk ({ $who }) would next: look at a late sheet, then post it with `--yes`, and credit a deed at the counter
demo-next-resident = A resident ({ $who }) would next: see the balance, and where every point came from; print the certificate and the record of { $village } again (nothing new is entered)
demo-next-meeting = A meeting of { $village } would next: file a claim, see where claims stand, read the notice, print the month's board, see who earned a star, try another village's rules
demo-next-auditor = An auditor ({ $who }) would next: derive everything again, check the journal without books or keys, take it home as a sheet
demo-column-village = village
demo-column-clerk = clerk
demo-column-accounts = accounts
demo-column-forward = forward
demo-column-file = sheet
demo-column-posted = posted
demo-column-clipped = clipped
demo-column-used-up = used up
demo-column-bad = to mend
demo-column-held = held
demo-column-points = points
demo-column-act = what happened
demo-procedure = 4. The whole procedure in { $village }: claims, notice, objections, expiry, pick-up, an appeal, a neighbour
demo-act-gifts = { $points } gift points (ZS) given to { $n }, until { $until }
demo-act-fund = fund: { $yuan } yuan received, voucher { $voucher }
demo-act-cancelled = { $who } cancelled { $reservation }: { $points } points back
demo-act-collected = { $who } collected { $reservation } by its code: { $points } points
demo-act-released = { $who } never came for { $reservation }: { $points } points back
demo-act-expired = last year's ZS of { $n } ended: { $lost } lost, { $carried } carried over
demo-act-given-back = appeal short of { $goal }: { $points } given back to { $n } who gave
demo-act-filed = { $n } claims filed, worth { $points } points
demo-act-late = one { $days } days late, with { $n } witnesses
demo-act-like = like { $like }, cleared: { $why }
demo-act-rejected = { $n } rejected: { $reasons }
demo-act-notice = on the wall until { $until }: { $n } claims
demo-act-upheld = { $claim } objected to, { $said }: upheld
demo-act-dismissed = { $claim } objected to, { $said }: dismissed
demo-act-posted = { $n } claims paid in one commit: { $points } points
demo-act-served = { $who } of { $village } served: { $points } points, there { $answer }
demo-act-settled = the shop paid { $points } yuan for { $points } points, voucher { $voucher }
demo-act-netted = { $n } villages netted over { $points } points: nothing is owed
demo-act-closed = month closed in every village: { $n } things left to do
demo-asked = 5. On paper in { $village }, as the holders asked: a certificate, and a record for a lender
demo-act-served-hours = { $who } served { $n } times, { $minutes } in all
demo-act-certificate-public = certificate asked for, public until { $until }
demo-act-certificate-issued = it has stood: { $certificate } is issued
demo-act-record-given = { $who } asked on { $requested }: record for { $lender }

## What is not known after a failure

refusal-has-members = household `{ $account }` still has { $n ->
        [one] a person, `{ $member }`
       *[other] { $n } persons, `{ $member }` among them
    }
    .hint = they leave it first: `wenming household leave { $member } --reason 迁出`, or all go to another: `wenming household merge { $account } 二组-018 --reason 并户`
refusal-not-a-person = `{ $account }` is the account of a { $kind }; only a person's account is of a household
    .hint = see what it is: `wenming account show { $account }`; a person's is opened with `wenming{ $in } account open --kind person`
refusal-not-a-household = `{ $account }` is the account of a { $kind }, not of a household
    .hint = see what it is: `wenming account show { $account }`
refusal-already-member = `{ $account }` is of household `{ $household }` already
    .hint = a person is of one household: `wenming household leave { $account } --reason 迁出` first
refusal-no-household = `{ $account }` is of no household
    .hint = enter the household first: `wenming household join { $account } NUMBER`
refusal-not-divisible = points of a { $kind } are not divided: `{ $account }`
    .hint = households' and persons' points are divided; others give theirs by `wenming transfer { $account } 二组-018 POINTS`
refusal-pays-person = rule `{ $rule }` pays the person who did it, and `{ $account }` is a household's account
    .hint = name the person's account; those of the household: `wenming household show { $account }`
refusal-deed-again = `{ $like }` may be the same deed: `{ $account }` or somebody of their household, rule `{ $rule }`, { $on }, or the same file as evidence
    .hint = look at it: `wenming statement { $account }`; if this is another deed, ask again with `--again`
refusal-not-like = `{ $like }` is no entry that a deed of `{ $account }` under `{ $rule }` on { $on } could be taken for
    .hint = see the entries there are: `wenming statement { $account }`
refusal-household-is-account = household number `{ $household }` has the form of an account number
    .hint = give the household the number the village has for it, as `二组-017`
nothing-written = nothing was written
outcome-unknown = whether it was done
    .hint = whether it was written is not known: repeat the command with `--request { $request }`; it is then done once and no more
unknown-branch = there is no branch `{ $branch }`; there are { $names }
    .hint = { $case ->
        [none] a manager of head office opens it first: `wenming --as MANAGER branch open { $branch } --name NAME`
       *[some] name one of them: `--branch CODE`; all of them: `wenming branch list`
    }
journal-missing = the journal of the bank in `{ $path }` is gone; its books are there
    .hint = found nothing here; bring the journal back from the mirror or the newest copy: `wenming restore FOLDER`
audit-books-unseen = the folder cannot be written to, so the books were not compared
verify-other-branch = the folder holds branch `{ $branch }`, and `--branch` asks for `{ $only }`
    .hint = leave out `--branch`, or name the folder of `{ $only }`
counter-balance-unread = the entry is written; what the account holds now could not be read: { $why }

## Closing the day and the year, and what ends

close-due = due on { $day }:
close-done = done on { $day }:
close-nothing = nothing is due on { $day }
close-lost = { $currency }: { $points } lost in all, by { $accounts }
close-carried = { $currency }: { $points } lost in all, by { $accounts }; { $carried } carried over
close-accounts = { $n ->
        [one] 1 account
       *[other] { $n } accounts
    }
close-entries = { $n ->
        [one] 1 entry
       *[other] { $n } entries
    }
close-branch = { $branch }: { $entries }
next-day-close = carry it out: `{ $wenming } day close`
next-year-close = carry it out: `{ $wenming } year close { $year }`
year-not-over = { $year } is not over: today is { $today }
    .hint = close a year that is: `wenming year close { $before }`
year-sums = { $year }, from the journal, reversals taken off; redeemed is also what merchants collected:
year-none = the journal holds no points of { $year } or before
heading-issued = issued
heading-brought-forward = forward
heading-redeemed = redeemed
heading-deducted = taken
heading-expired = expired
heading-carried = carried
heading-last-day = last day
heading-lost = lost
heading-carried-until = until
expiring-none = nothing ends by { $until }
expiring-sum = { $currency }: { $points } end by { $until } ({ $accounts }), { $lost } of them are lost
expiring-ended = ended; `wenming day close` enters it
heading-rank = place
heading-earned = earned
ranking-of = Earned by deeds from { $from } to { $until }
ranking-none = nothing was earned by deeds from { $from } to { $until }
ranking-more = { $count ->
    [one] one further account is not shown
   *[other] { $count } further accounts are not shown
 }: `--top { $all }`
ranking-left-out = { $count ->
    [one] one account is not listed
   *[other] { $count } accounts are not listed
 }: nobody under 14 is, and where names cannot be read no person at all
ranking-backwards = { $from } comes after { $until }
    .hint = give the earlier day first: `--from { $until } --until { $from }`
summary-of = Summary from { $from } to { $until }; overdue, cover and checkpoint as of today
summary-none = no points moved by then
summary-active = active
summary-hours = hours
summary-objected = objections
summary-objections = { $raised } ({ $struck } upheld)
summary-overdue = overdue
summary-checkpoint = checkpoint
summary-before = start
summary-received = in
summary-sent = out
summary-after = end
summary-heading = heading
summary-no-heading = no heading
summary-outstanding = outstanding
summary-by-month = Month by month, { $first } to { $last }, and the last one's figure
summary-kind = kind
summary-cover = fund and stock
summary-owed = owed for points
summary-title = Summary of the civility bank
summary-villages = { $count ->
    [one] one village
   *[other] { $count } villages
 }
summary-under = { $whose } · { $from } to { $until }
summary-standing = The villages
summary-flow = Points: { $currency }
summary-chart-months = { $currency }: issued and redeemed by month, { $from } to { $until }
summary-chart-outstanding = { $currency }: outstanding at the end of each month, { $from } to { $until }
summary-chart-categories = { $currency }: by heading of the rules, { $from } to { $until }
summary-chart-branches = { $currency }: village by village, { $from } to { $until }
summary-chart-cover = What covers the points, and what they are worth, in yuan, as of today
summary-how = Awards and deductions count by the day of the deed, and what undid them by that day; everything else by the day it was entered. Redeemed is what was redeemed in the village itself, by whomever. What is left at the end, or outstanding, is what accounts hold, merchants and pools among them, and what is reserved, pledged or between villages. Active are accounts of households, persons and teams on which something moved besides expiry and balances brought forward. Overdue notices, cover and checkpoints are as of the day of printing.
summary-sign-made = Made by
summary-sign-checked = Checked by
summary-sign-on = Date
summary-currency = there is no kind of points `{ $currency }` here
    .hint = those there are: { $known }
within-unreadable = give a number of days, as `30d`
## Fund, settlement, appeals

name-appeal = an appeal code is 1 to 12 of A-Z, 0-9 and `-`, as `BRIDGE`; `wenming appeal show` lists them
name-voucher = a voucher number is 1 to 32 letters, digits and `-`, `.`, `/`, `#`, `_`, no spaces, as `记-2026-017`
yuan-unreadable = `{ $text }` is not an amount of yuan above zero, exact to the fen
field-source = source
field-purpose = purpose
field-voucher = voucher number
event-fund-received = fund received
event-fund-spent = fund spent
event-settled = settlement
event-cover-set = cover set
event-appeal-opened = appeal opened
event-pledged = pledge
event-pledge-returned = pledge given back
event-appeal-closed = appeal closed
cover-off = credited
cover-warn = credited, with a warning
cover-refuse = refused
yuan = { $amount } yuan
refusal-unknown-appeal = there is no appeal `{ $appeal }`
    .hint = what there is: `wenming{ $in } appeal show`
refusal-appeal-taken = the code `{ $appeal }` was given to an appeal before, by entry `{ $entry }`
    .hint = take another code; how that one stands: `wenming{ $in } appeal show { $appeal }`
refusal-closed-appeal = appeal `{ $appeal }` was closed by entry `{ $entry }`
    .hint = how it ended: `wenming{ $in } appeal show { $appeal }`
refusal-not-a-pool = account `{ $account }` is not a pool's
    .hint = open one: `wenming{ $in } account open --kind pool --name NAME`
refusal-past-day = { $until } has gone by; today is { $today }
    .hint = check `{ $option }`; if today is another day, set the computer's clock
refusal-appeal-over = the last day of appeal `{ $appeal }` was { $until }; today is { $today }
    .hint = how it stands: `wenming{ $in } appeal show { $appeal }`
refusal-above-goal = appeal `{ $appeal }` { $case ->
        [reached] has reached its goal; { $points } (`{ $currency }`) would be too many
       *[other] lacks { $missing } (`{ $currency }`); { $points } would be too many
    }
    .hint = { $case ->
        [reached] it can be paid now: `wenming{ $in } appeal close { $appeal }`
       *[other] give { $missing } or fewer; how it stands: `wenming{ $in } appeal show { $appeal }`
    }
refusal-goal-reached = appeal `{ $appeal }` has reached its goal, and nothing of it goes back
    .hint = it can be paid now: `wenming{ $in } appeal close { $appeal }`
refusal-appeal-runs = appeal `{ $appeal }` cannot end yet: it lacks { $missing } (`{ $currency }`) and runs until { $until }
    .hint = how it stands: `wenming{ $in } appeal show { $appeal }`
refusal-unknown-pledge = appeal `{ $appeal }` holds no pledge `{ $pledge }`
    .hint = what it holds: `wenming{ $in } appeal show { $appeal }`
refusal-pledges-held = appeal `{ $appeal }` still holds { $pledges ->
        [one] one pledge
       *[other] { $pledges } pledges
    } to be given back first
    .hint = this gives them back and closes it: `wenming{ $in } appeal close { $appeal }`
refusal-voucher-used = voucher `{ $voucher }` was entered before, by entry `{ $entry }`
    .hint = if this is another one, check its number; if that entry is wrong: `wenming --as MANAGER reverse { $entry } --reason WHY`
refusal-fund-short = the fund holds { $balance } yuan and needs { $needed }: { $short } short
    .hint = what came in and went out: `wenming fund show`
refusal-beyond-cover = { $owed } yuan would be owed for points; fund and stock cover { $cover }
    .hint = how it stands: `wenming fund show`; a manager can have awards credited all the same: `wenming --as MANAGER{ $in } fund cover warn`
counter-settled = settled { $points } { $currency } of { $account } for { $yuan }, voucher { $voucher } (entry { $entry })
counter-pledged = pledged { $points } { $currency } of { $account } to appeal { $appeal } (entry { $entry })
settle-nothing = `{ $account }` holds no `{ $currency }` to settle
    .hint = what it collected: `wenming settlement { $account }`
settle-no-rate = the rulebook in force does not say what points of `{ $currency }` are worth in yuan
    .hint = say what is paid: `--yuan 40`
settle-far-from-rate = { $points } (`{ $currency }`) are worth { $worth } at the rulebook's rate, and { $yuan } are said to be paid
    .hint = check points and yuan for a slip of the pen; if that is what was paid, ask again with `--accept-rate`
settlement-period = from { $from } to { $to }
settlement-none = nothing moved in this period
settlement-yuan = yuan paid
settlement-before = before
settlement-collected = collected
settlement-settled = settled
settlement-after = after
settlement-paid = paid in this period: { $paid }
settlement-proof = read from the journal up to entry { $entry }, whose hash is { $head }
fund-received = in
fund-spent = out
fund-settled = settled
fund-balance = fund
fund-stock = stock
fund-outstanding = outstanding
fund-claimed = claimed
fund-covered = cover
fund-policy = beyond it
fund-sum = in all
fund-unit = all in yuan; points at the rulebook's rate
fund-no-rate = { $branch }: the rulebook in force gives no rate (`yuan_per_point`), so points count nothing
fund-cover-set = from now on in { $branch }, awards beyond fund and stock are { $policy }
fund-beyond = { $owed } yuan are owed for points; fund and stock cover { $cover }
next-fund-show = see how far the fund goes: `{ $wenming } fund show`
appeal-paid = paid
appeal-given-back = given back
appeal-reached = goal reached
appeal-lacks = lacks { $missing }
appeal-opened = opened appeal { $appeal }
appeal-closed-paid = closed appeal { $appeal }: the pool got all of it
appeal-closed-returned = closed appeal { $appeal }: { $pledges ->
        [one] one pledge
       *[other] { $pledges } pledges
    } given back
appeal-code = code
appeal-title = need
appeal-pool = pool
appeal-goal = goal
appeal-raised = pledged
appeal-until = until
appeal-state = state
appeal-none = there was no appeal yet
next-pledge = give points: `{ $wenming } appeal pledge { $appeal } HOUSEHOLD 20`
account-pledged = pledged
account-pledged-to = { $points } ({ $currency }) to { $appeal }, until { $until }

## Clearing

clearing-none = nothing was ever sent between villages
clearing-owes = owes (below zero: is owed)
clearing-under-way = under way
clearing-settled = settled
clearing-to = to
clearing-by = settled by
clearing-nothing = no village owes another anything; nothing was done
clearing-completed = settled what an earlier netting had left (entries { $entries }); no village owes another anything
clearing-netted = netted and settled (entry { $entry })
next-clearing-net = net it: `{ $wenming } clearing net`
account-under-way = under way
account-under-way-to = { $points } ({ $currency }) to { $to } ({ $entry })

## Bundles, and branches that are away

branch-away = { $branch } is away: its journal is written in another folder, and its lines come here by bundle
    .hint = work on it where it is written; if that folder is lost for good: `wenming branch home { $branch }`
branch-not-here = branch `{ $branch }` is not in this folder
    .hint = those that are: `wenming branch list`; what is between villages, and the opening of branches, is done in a folder that holds them both
head-office-stays = head office's journal goes by no bundle: it is written in one folder only, and is neither away nor called home
    .hint = name a village: `wenming branch list` shows them
branch-away-marked = { $branch } is away from now on: here it is only read, and takes lines by bundle
branch-away-already = { $branch } was away already
branch-home-marked = { $branch } is written here from now on
branch-home-already = { $branch } was written here already
branch-home-warn = if another folder still writes { $branch }, the two will differ for ever, and every checkpoint shows it
verify-bundle-good = { $path }: a whole bundle, every entry of it chained and signed
bundle-log = branch
bundle-lines = entries
bundle-root = root
bundle-checkpoints = checkpoints
bundle-witness = witnessed
bundle-reply = reply
bundle-cosigned = signed by head office
bundle-not-cosigned = not signed by head office
bundle-no-head-office = head office's journal is not in this folder
bundle-signs-nothing = head office signs nothing now: { $why }
bundle-no-cosign =
    .hint = nothing was taken; to take the entries without head office's signature, add `--no-cosign`
bundle-written = bundle written: { $path }
bundle-not-written = no bundle can be made of what is here: { $what }
    .hint = nothing was written; find what is damaged: `wenming audit`
bundle-later-lines = { $n ->
        [one] one entry
       *[other] { $n } entries
    } came after the last checkpoint and are not in it; close the day first: `{ $wenming } --branch { $branch } checkpoint`
bundle-taken = { $branch }: { $n ->
        [one] one new entry
       *[other] { $n } new entries
    } taken over
bundle-nothing-new = { $branch }: nothing new in this bundle; nothing was changed
bundle-new-key = { $branch } has a new branch key since { $entry } (reason: { $reason }); if you did not know of it, ask its manager
bundle-older = { $branch }: this bundle is older: it has { $size } entries, and { $here } are here; nothing was taken
bundle-restored = { $branch } restored in { $path }
restore-elsewhere =
    .hint = a village is restored into a folder of its own: name a new one with `--bank`, before `restore`
bundle-restored-nothing = nothing was restored: { $here } entries of { $branch } are in { $path } already, those of the bundle among them
restore-nothing = `{ $path }` is neither a bundle nor a mirror nor a copied bank
    .hint = name the folder that the folder `journal` lies in, or the bundle: `wenming restore FOLDER`
    .meant = this one is meant, perhaps: `wenming restore { $path }`
restore-checking = verifying the copy
restore-busy = another command is working on `{ $path }`: nothing was restored
restore-torn = `{ $path }` ends in a commit of branch `{ $branch }` that was never completed: it is left out
restore-findings = `{ $path }` does not verify, and nothing is restored from it; { $n ->
        [one] one finding:
       *[other] { $n } findings, the first:
    }
    .hint = all of it: `wenming verify { $path }`; take another copy, or head office's bundle
restore-whole = a mirror or a copied bank is restored whole
    .hint = leave `--branch` out; one village alone is restored from its bundle
restore-itself = `{ $path }` and the folder to be restored lie one in the other
restore-older = this folder has { $here } entries of branch `{ $branch }`, `{ $path }` only { $source }: nothing newer is to be had from it
    .hint = look for a newer copy or mirror; do not write on in an older one: two stories of one branch cannot be put together again
restore-unsound = `{ $path }` cannot be restored from: { $why }
restore-other = this folder and `{ $path }` tell two stories from entry `{ $branch }:{ $seq }` on; nothing was changed
    .hint = { $case ->
        [begins] if this folder is another bank's name a new one with `--bank`, before `restore`; if that entry is damaged here (`wenming doctor --full` says so), move the folder `journal` away, keep it, and restore again
        [books] that entry was confirmed here as another one: do not write in either of the two before it is known which is true (`wenming audit`, and what hangs on the wall); to restore it beside this folder name a new one with `--bank`, before `restore`
       *[journal] if that entry is damaged here (`wenming doctor --full` says so), move the folder `journal` away, keep it, and restore again; else name a new folder with `--bank`, before `restore`
    }
restore-done = { $n ->
        [0] nothing was missing in { $path }
        [one] restored in { $path }: one line
       *[other] restored in { $path }: { $n } lines
    }
restore-branch = { $size } entries, head { $head }
next-restored-keys = bring the keys and names from where their copies are kept, the folders `keys` and `vault`; if they are lost, a manager enrols everybody with new keys (`wenming operator enroll --help`), and the register is imported again (`wenming import accounts --help`)
next-restored-audit = hold the heads against what hangs on the wall, and audit: `{ $wenming } audit`
restore-away = { $branch } is away from this folder: its lines are only copied here
    .hint = for a computer of the village's own, name a new folder with `--bank`, before `restore`; to take new lines in here: `wenming import bundle BUNDLE`
bundle-other-branch = the bundle { $path } is of { $branch }, and `--branch` says { $named }
    .hint = nothing was changed; if { $branch } is meant, leave `--branch` out
bundle-written-here = { $branch } is written in this folder, where it has { $here } entries, and the bundle has { $size }: two folders must not write one branch
    .hint = if it is now written in the village's folder, say so and import again: `{ $wenming } branch away { $branch }`; else ask who wrote the further entries
bundle-away-now = { $branch } is written in another folder: from now on nothing is posted to it here
bundle-reading = reading the bundle
bundle-checking = checking every line
bundle-taking = taking the new entries over
bundle-writing = writing the bundle
bundle-exists = { $path } is there already
    .hint = give another name, or remove it
bundle-no-checkpoint = { $branch } has no checkpoint yet, and a bundle ends with one
    .hint = close the day: `{ $wenming } --branch { $branch } checkpoint`
bundle-of-hq = head office's own journal is not taken from a bundle
bundle-other-bank = the bundle is of { $found }, the bank here is { $expected }
    .hint = check that it is the right stick, and that `--bank` names the right folder
bundle-not-opened = { $log } was opened by another head office of that name, not by this one
bundle-untrusted = { $case ->
        [none] nothing of { $log } is here, and nobody you trust has signed this bundle
       *[some] nobody you trust has signed this bundle of { $log }
    }
    .hint = get head office's key line from head office itself, then `wenming trust add KEYLINE`
bundle-untrusted-village =
    .hint = get the village's key line from the village itself (`--branch { $branch } branch keys` there), then `wenming trust add KEYLINE`
bundle-untrusted-unwitnessed =
    .hint = head office, whose key you trust, has not signed its checkpoint: have it witnessed first where the bundle was made (`--branch { $branch } checkpoint request` there), and the bundle exported again
bundle-unwitnessed = nobody has witnessed its checkpoint yet: head office can take it in and signs it then, but no folder is restored from it
bundle-forged = the signature of { $name } under the bundle is not by its key
bundle-forked = the bundle tells another story of { $branch }: entry { $seq } is { $here } here and { $there } there
    .hint = nothing was taken; both checkpoints are kept as evidence in { $path }: ask the village which folder wrote this, and show both to the auditor
bundle-unlike-witnessed = no entry of { $branch } in the bundle differs from those that are here; what differs is the checkpoint for { $size } entries that was witnessed here: `{ $path }` names the root { $seen }, while these entries have { $root }, as `{ $note }` in the bundle bears out
bundle-forked-bare =
    .hint = nothing was taken; ask the village which folder wrote this, and keep the stick for the auditor
bundle-refused = the bundle { $path } is not taken: { $what }
    .hint = nothing was changed; copy it anew from where it was made, and if it fails again keep it for the auditor
bundle-missing = { $file } is missing
bundle-not-a-file = { $file } is no plain file: a link, a pipe or a folder
bundle-too-large = its files come to more than { $gib } GiB, and those of no bundle do
bundle-manifest = its manifest cannot be used ({ $why })
bundle-length = { $file } is not { $expected } bytes long
bundle-changed = { $file } is not the file that was packed
bundle-not-derived = { $file } does not follow from the entries
bundle-unnamed = { $file } is not in the manifest
bundle-line = entry { $seq }: { $why }
bundle-size = it has { $found } whole entries, { $expected } are promised
bundle-head = its root or head is not that of its entries
bundle-note = { $file } is no checkpoint of this branch
bundle-root-wrong = the checkpoint of { $size } entries is of other entries
bundle-signature = the checkpoint of { $size } entries is not signed by the branch's own key
bundle-sum = the amounts at entry { $seq } are beyond all bounds
next-audit-branch = audit it: `{ $wenming } --branch { $branch } audit`
next-restored-operators = enrol the operators with new keys (head office does it before it exports), then set a new branch key: `{ $wenming } --branch { $branch } branch set-key --reason REASON`
next-restored-register = bring the names back: `{ $wenming } --branch { $branch } import accounts REGISTER.xlsx`
bundle-verify-page = ## How to check this folder

    It holds every entry of { $log }, 0 to { $size } (not included), in journal/{ $branch }. Root: `{ $root }`.
    Nothing in it has to be believed: all of it follows from the entries.

    1. With the bank's program, on any computer, offline: `wenming trust add KEYLINE`, once, with a key line that you got from head office or from the notice board and not from this folder; then `wenming verify` with this folder or its .zip.
    2. With other software: `checkpoint` is a signed note (C2SP tlog-checkpoint); `tile/` is the tree over the entries (C2SP tlog-tiles, RFC 6962, SHA-256), whose root it names. Leaf i is line i of the journal without its line break.
    3. With twenty lines of Python: docs/journal-format.md of the program's source shows them; they check the chain and add up the points.
    4. `journal.hledger` can be read by hledger; `balances.csv` has to agree with it.

    A checkpoint on a wall, or a receipt in a pocket, from before this bundle was made has to fit it: `wenming verify THIS --against FILE`.
## Proof: checkpoints, receipts, trusted keys

note-too-long = it is longer, or signed by more, than any checkpoint is
note-form = it is not a text, an empty line and signatures
note-control = there is a control character in it
note-signature = its signature line { $line } is not `— name base64`
note-twice = one key signs it twice
note-key = a key line is `name+id+key`, and the id has to be the key's: was a character lost?
note-kind = keys of kind { $kind } are not known here
checkpoint-text = its text is not a branch, a number of entries and a root
receipt-proof = line { $line } of the proof is not as it has to be
receipt-line = its first line is no entry ({ $why })
request-form = line { $line } is not as a request has it
key-line =
    .hint = a key line is one line, as `wenming branch keys` prints it
trust-line = `{ $path }`, line { $line }: { $why }
trust-line-second = `{ $path }`, line { $line }: another key of `{ $name }` stands in line { $first }
    .hint = only one of them can be right: take the other line out
trust-no-key = `{ $given }` is no key line and no file: { $why }
trust-no-keys = there is no key line in `{ $path }`
trust-secret-key = `{ $path }` is a secret key, which nobody is to be handed
    .hint = hand out the key line of it: `wenming branch keys`
trust-no-place = there is no folder to keep trusted keys in: `HOME` is not set
    .hint = name a file: `wenming trust list --trust FILE`
trust-other = another key of `{ $name }` is trusted: { $other }
    .hint = if the branch itself told you that it has a new one, say so: `wenming trust add KEYLINE --replace`, with `--keep-old` if receipts by the old one are to count on; what is to be checked must not tell you
trust-added = { $name }: trusted from now on
trust-already = { $name }: trusted already
trust-replaced = { $name }: trusted with this key in place of the other
trust-file = kept in { $path }
trust-none = you trust no key yet: `wenming trust add KEYLINE`
trust-unknown = no key of `{ $name }` is trusted
    .hint = one of `{ $name }` is
    .list = see them: `wenming trust list`
trust-removed = { $name }: no longer trusted
store-unreadable = `{ $path }` is no checkpoint any more: { $why }
    .hint = nothing is signed beside it; bring the file back from a copy, and find out who changed it
store-misplaced = `{ $path }` is not the checkpoint that its place says
store-forged = under `{ $path }` stands a signature in a witness's name that is not the witness's
store-another = `{ $path }` is of as many entries with another root, and is not written over
    .hint = one of the two is false: keep both, and show them to an auditor
store-crowded = no more signatures fit under `{ $path }`
    .hint = close again, and have the new checkpoint witnessed: `wenming checkpoint`
checkpoint-log = log
checkpoint-size = entries
checkpoint-root = root
checkpoint-file = file
checkpoint-signed = { $branch } is closed
checkpoint-again = { $branch } is closed as before: nothing was entered since
next-checkpoint-show = for the notice board: `{ $wenming } --branch { $branch } checkpoint show --svg { $branch }.svg`
next-checkpoint-request = have it witnessed: `{ $wenming } --branch { $branch } checkpoint request --out { $branch }.request`
next-checkpoint-cosign = the witness signs: `wenming --branch { $witness } checkpoint cosign { $file }`
next-checkpoint-accept = in the village: `wenming --branch { $branch } checkpoint accept { $file }`
next-checkpoint = close it for others to hold you to: `{ $wenming } --branch { $branch } checkpoint`
checkpoint-shorter = { $branch } signed { $size } entries (`{ $path }`), and has { $now }: entries are gone
checkpoint-unlike = the journal of { $branch } is no longer what was signed (`{ $path }`): over its first { $size } entries stood { $signed }, now it is { $found }
    .hint = nothing was signed. An entry was changed after it was signed: bring the journal back from a copy, and audit it: `wenming audit --branch { $branch }`
checkpoint-not-ours = `{ $path }` is not signed by the branch's key
no-checkpoint = { $branch } has signed no checkpoint yet
    .hint = sign one: `{ $wenming } --branch { $branch } checkpoint`
checkpoint-own = { $branch } cannot witness itself
    .hint = name another branch: `wenming --branch { $branch } checkpoint request --witness CODE`
checkpoint-beyond = the witness saw { $from } entries, the last checkpoint has { $size }
    .hint = close first, then ask: `wenming --branch { $branch } checkpoint`
checkpoint-cosigned = { $witness } signed that { $log } has { $size } entries; the note was kept before
witness-forked = two checkpoints of `{ $log }` for { $size } entries, both signed by it: { $seen } was seen, { $offered } is offered. One of them is a lie; nothing is signed, both are kept in `{ $path }`
    .hint = show `{ $path }` to an auditor: it convicts the key
witness-unlike = the checkpoint for { $size } entries of `{ $log }` is not of the entries that are here: their root is { $here }, { $offered } is offered; nothing is signed
    .hint = one of the two is another story of { $branch }: keep the request for the auditor, and ask the village for its bundle
witness-forged = the checkpoint is not signed by `{ $name }`, though it says so
    .hint = nothing is signed; ask the branch itself for the request again
witness-untrusted = no trusted key of `{ $log }` has signed it
    .hint = get the key line from the branch itself and trust it: `wenming trust add KEYLINE`
witness-smaller = { $offered } entries of `{ $log }` are offered, { $seen } were witnessed before
    .hint = this is an old request; the branch makes a new one: `wenming --branch { $branch } checkpoint request`
witness-old-size = the proof goes on from { $offered } entries of `{ $log }`, { $seen } were witnessed last
    .hint = the branch asks from there: `wenming --branch { $branch } checkpoint request --from { $seen }`
witness-inconsistent = the proof does not show that { $offered } entries of `{ $log }` go on from the { $seen } witnessed; nothing is signed, what was offered is kept in `{ $path }`
    .hint = have the request made again: `wenming --branch { $branch } checkpoint request --from { $seen }`; where that fails too, what was signed before has been changed
request-unreadable = `{ $path }` is no request to a witness: { $why }
    .hint = the branch makes one: `wenming checkpoint request --out FILE`
signature-unreadable = `{ $path }`, line { $line }: no signature of a witness
    .hint = the witness makes it: `wenming checkpoint cosign REQUEST --out FILE`
no-signatures = no witness has signed in `{ $path }`
signer-untrusted = no key of `{ $name }` is trusted
    .hint = get the key line from { $name } itself: `wenming trust add KEYLINE`
signature-unfit = the signature in `{ $path }` is not by `{ $name }` under any checkpoint kept here
    .hint = ask for it again, and bring the file unchanged: `wenming checkpoint request --out FILE`
checkpoint-accepted = signed by { $names }
standing-recorded = recorded
standing-checkpointed = under a checkpoint
standing-witnessed = witnessed
receipt-recorded = { $entry } is recorded, and no checkpoint is above it yet
    .hint = it can be proved once the branch is closed: `{ $wenming } --branch { $branch } checkpoint`
receipt-checkpointed = { $entry }: { $standing } of { $size } entries; no other branch has signed it yet
receipt-witnessed = { $entry }: { $standing } by { $witnesses }, in a checkpoint of { $size } entries
receipt-unlike = the journal of { $branch } no longer fits what was signed in `{ $path }`
receipt-evidence = evidence
receipt-note = note
receipt-at = entered
qr-wide = the code is { $columns } columns wide: in a narrower window it cannot be read; on paper it can: `--svg FILE.svg`
qr-too-long = it has { $bytes } bytes, and one QR code holds { $most }
    .hint = give it as a file: `{ $command }`
paper-unknown = `{ $path }` is no receipt and no checkpoint
    .hint = what can be checked: a receipt, a checkpoint, or a folder with a journal: `wenming verify FILE`
paper-unreadable = `{ $path }` cannot be read: { $why }
paper-changed =
    .hint = its line ends were changed, or its end is missing: bring the file over as it was, not as a mail's text
paper-request = `{ $path }` is a request to a witness
    .hint = the witness checks and signs it: `wenming checkpoint cosign { $path }`
paper-signature = `{ $path }` is a witness's signature by itself
    .hint = the branch that it is for takes it in: `wenming checkpoint accept { $path }`
verify-line-missing = `{ $path }` is a proof without the entry that it proves
    .hint = name the file with the entry's line: `wenming verify { $path } --line FILE`
receipt-elsewhere = the receipt is forged: its entry says that it is { $found }, its proof is of { $expected }
receipt-not-included = the receipt is forged, or the journal was changed: this is not what stands as { $entry } under the { $size } entries of { $log }
receipt-forged =
    .hint = do not take it; ask the branch, and show this to an auditor
verify-forged = forged: the signature of `{ $name }` is not by its key
verify-nobody = nobody whom you trust vouches for it: what it says of { $log } with { $size } entries fits, but anybody could have made it. It says it was signed by { $names }
    .hint = get one of their key lines from elsewhere than this, as from the notice board: `wenming trust add KEYLINE`
verify-receipt-good = { $path }: a good receipt
verify-checkpoint-good = { $path }: a good checkpoint
verify-bad = { $path }: NOT good: { $what }
verify-unknown = { $path }: not known: { $what }
verify-unknown-files = not known: { $failed } of { $files }
verify-standing = state
verify-signed-by = signed by
verify-not-known = a key of the branch that you do not trust; the witness is trusted
verify-witness = witness
verify-failed = not good: { $failed } of { $files }
verify-bundle-unlike = it is whole, but not what it was held against
verify-contradict = `{ $one }` and `{ $other }` contradict each other: for { $size } entries of `{ $log }` one has the root { $root }, the other { $another }
verify-contradicting = two of these files cannot both be true
    .hint = whoever signed both told two stories: keep both files, unchanged, for the auditor
against-nothing = `--against` holds a folder's journal or a bundle against these files, and neither is named
    .hint = to check the files by themselves: `wenming verify FILE`

## What doctor finds

doctor-looking = looking at the folder
doctor-asks = { $n ->
        [one] one thing asks for somebody
       *[other] { $n } things ask for somebody
    }
doctor-well = { $path } is well: nothing asks for anybody
doctor-no-bank = there is no bank here
    .way = name its folder: `wenming doctor DIR`
doctor-is-mirror = this is a mirror: it has the journal, and neither books nor names nor keys
    .way = make a bank of it in a new folder: `wenming --bank DIR restore { $shown }`
doctor-in-use = a command is working on this bank, so its books were not looked at
    .way = wait until it has ended, and ask again: `wenming doctor`
doctor-read-only = it cannot be written to, so nothing can be entered in this bank
    .way = `chmod -R u+w { $shown }`; where that does not help, the disk is read-only or another user's: copy the bank to another disk
doctor-disk-full = only { $free } MB are free on its disk, less than { $least }
    .way = make room: move photographs and films to another disk
doctor-open-to-others = other users of this computer can read it
    .way = `chmod 600 { $shown }`
doctor-unreadable = it cannot be looked at: { $why }
    .way = see to it that it can be read, or bring it back from a copy, and ask again: `wenming doctor`
doctor-journal-missing = the journal is gone, the books are there
    .way = bring it back from the mirror or a copy: `wenming restore FOLDER`
doctor-journal-unreadable = it cannot be read: { $why }
    .way = copy the folder to another disk now, and ask again there; then `wenming restore FOLDER`
doctor-journal-damaged = this entry is damaged: { $why }
    .way = { $cut ->
        [yes] where the power failed while something was being written, and nobody was told that it was done: `wenming rebuild --set-aside { $where }`; else move the folder `journal` away, keep it for the audit, and bring the entries back: `wenming restore FOLDER`
       *[no] move the folder `journal` away, keep it for the audit, and bring the entries back: `wenming restore FOLDER`
    }
doctor-journal-gap = entries of branch `{ $branch }` before { $seq } are missing: a file of the journal is gone
    .way = move the folder `journal` away, keep it for the audit, and bring the entries back: `wenming restore FOLDER`
doctor-journal-torn = the last write was broken off; it was never confirmed to anybody
    .way = nothing: the next command that writes moves it aside
doctor-books-absent = there are no books
    .way = nothing: the next command makes them from the journal
doctor-books-held = another program has the books open
    .way = end that program, and ask again: `wenming doctor`
doctor-books-unseen = the books could not be copied to be looked at: { $why }
    .way = make room in { $tmp }, or name another folder in `TMPDIR`, and ask again: `wenming doctor`
doctor-books-damaged = the books are damaged: { $why }
    .way = nothing: the next command makes them again from the journal
doctor-books-behind = the books lack { $n ->
        [one] one entry
       *[other] { $n } entries
    } of the journal
    .way = nothing: the next command that writes brings them up to date
doctor-entries-lost = { $acknowledged } entries were confirmed, { $committed } are there
    .way = write nothing here; bring them back from the mirror or a newer copy: `wenming restore FOLDER`
doctor-findings = { $n ->
        [one] one finding, and this is it
       *[other] { $n } findings, of which this is the first
    }: `{ $code }`
    .way = `wenming audit`
doctor-key-unfit = it is not the key that its name says
    .way = put the right file back from where the copies of the keys are kept
doctor-key-not-in-force = it is not the key that `{ $operator }` is enrolled with
    .way = bring the right file, or a manager enrols this one: `wenming operator enroll --help`
doctor-nobody-can-act = no key of anybody who acts in this branch is in { $path }
    .way = where the keys are kept elsewhere, name that folder: `--keys DIR`
doctor-branch-key-absent = the key that signs its checkpoints is not here: { $path }
    .way = where the keys are kept elsewhere, name that folder (`--keys DIR`); if it is lost, a manager sets a new one: `wenming branch set-key --help`
doctor-branch-key-stale = it is not the key in force of branch `{ $branch }`
    .way = bring the right file; if it is lost, a manager sets a new one: `wenming branch set-key --help`
doctor-vault-key-missing = names are kept here, and the key to them is not
    .way = put the file back from where the copies of the keys are kept
doctor-vault-unreadable = the names cannot be read: { $why }
    .way = bring the folder `vault` back from a copy, or the names from the register: `wenming import accounts --help`
doctor-names-none = no name is kept for any of its accounts
    .way = nothing, if there never were names; else bring { $path } back from a copy, or the names from the register: `wenming import accounts --help`
doctor-note-unreadable = { $why }
    .way = keep the file as it is for the audit: `wenming audit`
doctor-note-unlike = a checkpoint says { $n } entries of branch `{ $branch }`, and the { $size } that are here are not those
    .way = write nothing here, and see where they part: `wenming audit`
doctor-clock-behind = the clock is { $span } behind the last entry
    .way = set the clock of the computer
doctor-clock-ahead = the last entry is { $span } old
    .way = look whether the clock is right; if it is: `--accept-clock`
doctor-away = `{ $branch }` is written in another folder, and only copied here
    .way = nothing; new entries come by bundle: `wenming import bundle --help`
doctor-mirror-absent = the mirror is not there
    .way = plug the stick in: the next command that writes brings it up to date
doctor-mirror-unreadable = branch `{ $branch }` cannot be read in the mirror: { $why }
    .way = begin a new mirror in an empty folder: `--mirror DIR`; keep this one
doctor-mirror-behind = the mirror has { $mirrored } of { $size } entries of branch `{ $branch }`
    .way = nothing: the next command that writes brings it up to date
doctor-mirror-newer = the mirror has { $there } entries of branch `{ $branch }`, this folder { $here }: this folder is an older copy
    .way = `wenming restore { $shown }`
doctor-mirror-other = the mirror tells another story from entry `{ $branch }:{ $seq }` on
    .way = look which is true: `wenming verify { $shown }`; then begin a new mirror in an empty folder
doctor-leftover = { $kind ->
        [half] a write that was broken off left it there; nothing reads it
       *[aside] it was moved aside because it was damaged, or never confirmed; nothing reads it
    }
    .way = { $kind ->
        [half] nothing: whoever writes there next takes it away
       *[aside] nothing: it is kept for whoever wants to know what happened, and can be deleted when nobody does
    }

## Printing

page-numbered = sheet { "{n}" } of { "{of}" }
page-foot = { $branch } · printed { $on }
page-recorded = The latest entry, { $entry }, is in the journal and under no checkpoint yet; after the next one the passbook can carry its receipt.
page-checkpointed = The code is the receipt of entry { $entry }: it is in the journal, under a checkpoint that the village signed.
page-witnessed = The code is the receipt of entry { $entry }: it is in the journal, under a checkpoint that the village signed and another branch witnessed.
page-check-code = Keep it. Should anybody ever change an entry before it, this receipt shows it: `wenming verify RECEIPT`.
page-code-too-long = The receipt of entry { $entry } is too long for a code; it can be kept as a file: `wenming receipt { $entry } --out RECEIPT`.
passbook-title = Passbook
passbook-account = Account
board-title = What moved this month
board-month = { $month }/{ $year }
board-until-now = as of { $on }
board-number = household
board-name = name
board-earned = earned
board-deducted = taken
board-redeemed = redeemed
board-others = others
board-balance = held at the end
board-total = together
board-minors = { $n ->
        [one] one account of somebody under 14, not named
       *[other] { $n } accounts of people under 14, not named
    }
board-none = Nothing moved on any account this month.
board-quiet = { $n ->
        [0] There is no account on which nothing moved.
        [one] On one other account nothing moved.
       *[other] On { $n } other accounts nothing moved.
    }
board-columns = Counted by the day of the entry. “Redeemed” is also what was redeemed in other villages; merchants and pools are not listed. “Others” are balances brought forward, points given or received, expired or given for an appeal, and whatever was reversed, which counts as neither earned nor taken. A number like LC01-000001-9 stands where there is no household number.
board-objection = If something is wrong
board-object-to = tell
board-object-until = until
board-any-time = at any time
board-counter = the bank’s counter in { $village }
board-object-how = Say which row, what is wrong with it, and how to reach you. What was entered wrongly is undone by another entry; both stay in the journal for everybody to see.
board-checkpoint = The code is the village’s checkpoint over its first { $size } entries, signed with its key.
board-checkpoint-how = Take a picture of it and keep it. Should anybody ever change one of these entries, it shows: `wenming audit --against FILE`.
board-checkpoint-long = So many have signed the checkpoint over the first { $size } entries that it is too long for a code.
board-no-checkpoint = There is no checkpoint yet; after the first it stands here as a code.
board-future = { $month } has not begun: it is { $today }
    .hint = print a month that has: `wenming board { $before } --out board.pdf`
board-key = The public key to check it with, of { $branch }:
board-before = { $month } was over before the village began on { $since }
    .hint = the first month there is: `wenming board { $first } --out board.pdf`
ranking-title = Who earned most
ranking-days = deeds from { $from } to { $until }
ranking-together = all villages
ranking-place = place
ranking-village = village
ranking-page-none = Nothing was earned by deeds of these days.
ranking-how = Counted by the day of the deed: what was earned less what was taken, and nothing that was reversed. Who earned as much has the same place, and who has nothing above zero is not listed. Names are masked, and nobody under 14 is listed.
slip-title = Redemption slip
slip-part = Redemption slip: { $part }
slip-stub = the bank’s part
slip-claim = the holder’s part
slip-what = what
slip-merchant = at
slip-reservation = reserved by
slip-returned = brought back
slip-sign-holder = Got it
slip-sign-by = Clerk
slip-sign-giver = Gave it
slip-code-how = Who shows it gets what is put by: give it to nobody you do not send.
slip-of-nothing = entry `{ $entry }` ({ $event }) is no redemption, no reservation and no collection
    .hint = a statement shows which entries are: `wenming statement ACCOUNT`
slip-code-unknown = the pick-up code of reservation `{ $entry }` is told again only with the key that { $by } made it with
    .hint = print it as { $by }: `{ $wenming } slip { $entry } --out slip.pdf`; where that key was replaced, give the points back and reserve it anew: `wenming cancel { $entry } --reason REASON`
report-title = Auditor’s report
report-at = audited at
report-against = held against
report-papers = { $count ->
        [0] no checkpoint and no receipt
        [one] one checkpoint or receipt
       *[other] { $count } checkpoints and receipts
    }
report-books = books
report-books-compared = compared with the journal
report-books-unseen = not compared
report-audited = What was audited
report-checked = What was checked
report-checks = Every line was read again: it names the line before it, is in the one form it can have, and every commit is signed by an operator who could sign it then. Every entry was decided again under the rules in force on its day, by the same code as at the counter: awards and caps, balances and arrears, expiry, approvals, notices, reversals.
report-checks-between = What was sent between the villages listed was held against its other leg.
report-checks-books = The books were held against the journal.
report-checks-papers = The journal was held against the papers named above.
report-checks-not = What is true of deeds, and whether a key was in the right hands, no audit of a journal can tell.
report-heads = Heads, and the latest checkpoints
report-checkpoint = checkpoint of { $branch } over { $size } entries: { $root }
report-findings = Findings
report-what = what
report-details = of which
report-clean = There are no findings.
report-sign-auditor = Auditor
report-sign-bank = For the bank
report-sign-day = Day
character-unprintable = the font has no “{ $character }” ({ $code }), which would be an empty box on paper: { $text }
    .hint = write it with a character of the general table, a name as the household register has it, and print again
leak-unknown = names are kept for branch { $branch }, and the vault does not open: what is to be public cannot be held against them
    .hint = print it where the vault's key (`keys/vault`) is, or name its folder by `--keys`
leak =
    { $what ->
        [name] `{ $shown }` was not written: it would show the full name of { $whose }
        [phone] `{ $shown }` was not written: it would show the phone number of { $whose }
        [id-number] `{ $shown }` was not written: it would show the ID number of { $whose }
        [guardian] `{ $shown }` was not written: it would show the full name of the guardian of { $whose }
        [child] `{ $shown }` was not written: it would show { $whose }, the account of somebody under 14
       *[number] `{ $shown }` was not written: it has a number in the form of an ID, a phone or a bank card
    }
    .hint =
        { $what ->
            [name] look for a name in titles and notes; what is public has names as 张** only
            [guardian] look for a name in titles and notes; what is public has names as 张** only
            [child] nobody under 14 stands on a public page, masked or not; leave that account out
           *[other] look for a number in titles and notes; numbers do not go onto a wall
        }

## Privacy

privacy-not-kept = not kept
privacy-entries = What the journal has of the account; it has the number and no name:
privacy-looked = Who was shown the name in full or changed it, of this account or of the whole branch:
erase-open = { $account } is not closed: while it moves, its holder has to be known
    .hint = close it first, or ask the holder whether that is meant: `{ $wenming } account close { $account } --reason REASON`
erase-reason = the reason has a name or a number of somebody in it, and it is kept
    .hint = say it without, as `--reason 本人申请`
erase-nothing = nothing is kept of the holder of { $account }
    .hint = `{ $wenming } privacy seen` shows whether it was erased before
erase-ask = Nobody will be able to read again who held { $account }. Erase it?
erase-unasked = who held { $account } was not erased: nobody affirmed it
    .hint = add `--yes` where nobody can be asked
erased = erased who held { $account }; books, chain and proofs are as they were
erased-copies = copies of the vault that were made before still have it: destroy it in backups and on sticks too, or the copies
retention-none = nobody is kept of whom the account is closed
retention-closed-on = closed
retention-kept = kept
retention-stands = to do
retention-keep = not yet
retention-erase = erase
retention-back = erase again: it came back
next-erase = erase who held it: `{ $wenming } privacy erase { $account } --reason REASON`
seen-unwritable = that names are shown could not be noted in `{ $path }`, so none is: { $why }
    .hint = names are shown in full only where the bank's folder can be written to; without `--reveal` they are masked
seen-damaged = lines { $lines } of `vault/seen.jsonl` cannot be read
seen-none = nobody was shown a name in full or changed one
seen-earlier = { $n ->
    [one] one earlier line is not shown
   *[other] { $n } earlier lines are not shown
 }; `--json` has them all
seen-at = when
seen-by = who
seen-command = by
seen-of = of
seen-names = names

## The groups of commands in the program's help

group-usage = Usage:
group-options = Options that every command takes:
group-start = To begin:
group-accounts = Accounts and holders:
group-points = Points come and go:
group-shop = What points buy:
group-paper = Paper:
group-sheets = Sheets:
group-office = Head office and closings:
group-proof = Proof:
group-care = The program and its folder:
# Honours, and the periods they are given for.

fault-nothing-to-count = no rule that moves { $currency } is `{ $text }`, or stands under that heading
    .mend = write the code of a rule, or its heading as it stands there; where a table took it out, change the honour as well in the .toml (`rules show --toml`)
fault-no-deduction = no rule that deducts is `{ $text }`, or stands under that heading
    .mend = name a deduction by its code, or by its heading; where a table took it out, change the honour as well in the .toml (`rules show --toml`)
fault-ladder-differs = on the ladder “{ $ladder }” this is not as with “{ $other }”
    .mend = the steps of a ladder differ only in points, places and veto; or give it another ladder
fault-place-count = `{ $text }` is no number of places
    .mend = write a whole number from 1 to { $most }, or take it out where there is no bound
rule-ladder = ladder
rule-counts = counts
rule-per = for
rule-at-least = at least
rule-places = places
rule-veto = veto
rules-honours = honour
honour-of-ladder = { $name } ({ $ladder })
honour-in-short = { $name }: { $terms }
honour-least = at least { $points } a { $per ->
        [month] month
        [quarter] quarter
       *[year] year
    }
honour-counts = of { $what } alone
honour-places = { $what } places
honour-veto = none with { $what }
change-honour = honour { $name }: { $changes }
change-honour-added = new honour { $honour }
change-honour-removed = no longer: honour { $honour }
change-none-counts = all rules
change-none-places = no bound
change-none-veto = none
change-none-ladder = none
term-month = month
term-quarter = quarter
term-year = year
period-quarter = Q{ $n } { $year }
period-year = { $year }
period-unreadable = write a month like `2026-03`, a quarter like `2026-Q3` or a year like `2026`
period-future = { $period } has not begun: it is { $today }
    .hint = ask for one that has: `{ $now }`
honours-of = Honours for { $period }
honours-none = nobody reaches an honour for { $period }, or comes near one
honours-honour = honour
honours-outcome = outcome
honours-given = given
honours-full = no place
honours-vetoed = kept away by { $n }
honours-short = { $points } short
honours-not-over = the period goes on until { $until }: this is how it stands today
honours-left-out = { $count ->
    [one] one account that is given an honour is not listed
   *[other] { $count } accounts that are given an honour are not listed
 }: under 14; where names cannot be read, every person's account
honours-title = Roll of honour
honours-page-not-over = as of { $on }; the period goes on until { $until }
honours-nobody = Nobody reached it.
honours-how = Points earned less deducted by deeds of the period; what was reversed does not count, nor balances brought forward or points given. A household is honoured for all its people. Of one ladder the highest is given. Who has as much as the last one in has the honour too. Neither points nor their order are shown. Names are masked, and nobody under 14 is listed.
no-honours = the rulebook has no honours
    .hint = add each as a `[[honour]]` with `name`, `per = "quarter"` and `at_least = "60"` to the text of `wenming rules show --toml`, and adopt that
no-such-honours = there is no honour for a { $term }; there is for a { $known }
    .hint = ask for one of those: `wenming honours { $other }`
# Volunteers' certificates
event-certificate-published = certificate published
event-certificate-issued = certificate issued
event-certificate-withdrawn = certificate withdrawn
field-contact = contact
hours-minutes = { $hours } h { $minutes } min
heading-certificate = certificate
refusal-not-a-volunteer = `{ $account }` is a { $kind } account; a volunteer's certificate is of a person's own
    .hint = name the volunteer's own account; who there is: `wenming account show { $account }`
refusal-unknown-certificate = `{ $account }` has no certificate `{ $certificate }`
    .hint = those there are: `wenming{ $in } certificate list`
refusal-certificate-issued = certificate `{ $certificate }` was issued by `{ $by }`
    .hint = print it again, nothing new is entered: `wenming certificate issue { $certificate } --out certificate.pdf`
refusal-certificate-withdrawn = certificate `{ $certificate }` was withdrawn by `{ $by }`
    .hint = if the volunteer still wants it, publish it anew; those there are: `wenming{ $in } certificate list`
refusal-certificate-asked = certificate `{ $certificate }` of these days is public already and not issued yet
    .hint = issue it once it has stood: `wenming certificate issue { $certificate } --out certificate.pdf`; or withdraw it first: `wenming certificate withdraw { $certificate } --reason REASON`
refusal-nothing-served = `{ $account }` has no volunteer hours from { $from } to { $to }
    .hint = only deeds by the hour count that were credited and not reversed; what is entered of the account: `wenming statement { $account }`
refusal-service-not-corrected = an objection does not correct the hours of certificate `{ $certificate }`
    .hint = withdraw it first: `wenming certificate withdraw { $certificate } --reason REASON`; reverse the deed that is wrong, and publish it anew
refusal-certificate-stands = certificate `{ $certificate }` is still public and can be issued from { $from }; today is { $today }
    .hint = until when each is public: `wenming{ $in } certificate list`
refusal-service-changed = certificate `{ $certificate }` was published with { $published }; now it is { $now }
    .hint = something was reversed or entered since; withdraw it and publish it anew: `wenming certificate withdraw { $certificate } --reason REASON`
certificate-span = days
certificate-hours = hours
certificate-deeds = deeds
certificate-published = certificate { $certificate } of { $account } is public
certificate-issued = the certificate of { $account } is issued under { $entry }
certificate-again = the certificate { $entry } of { $account } was issued before; this is another copy
certificate-withdrawn = certificate { $certificate } of { $account } is withdrawn (entry { $entry })
certificate-objected = an objection to certificate { $claim } of { $account } is entered ({ $entry }); it is not issued until that is resolved
certificate-resolved = the objection to certificate { $claim } of { $account } is resolved (entry { $entry })
certificate-public = public, can be issued from { $from }
certificate-to-issue = can be issued
certificate-is-issued = issued ({ $entry })
certificate-is-withdrawn = withdrawn ({ $entry })
certificate-none = nobody has asked for a certificate yet
not-a-certificate = entry `{ $certificate }` is no certificate
    .hint = those there are: `wenming{ $in } certificate list`
certificate-contact = certificate `{ $entry }` was issued with the contact "{ $contact }", and a copy says the same
    .hint = leave out `--contact` to print it as it is
next-certificate-board = print the list for the wall, it is on it: `{ $wenming }{ $in } board { $month } --out board.pdf`
next-certificate-issue = issue it from { $from } on: `{ $wenming } certificate issue { $certificate } --out certificate.pdf`
next-certificate-resolve = a manager who did not publish it resolves it: `{ $wenming } --as MANAGER notice resolve { $claim } --dismiss --reason REASON`, or `--uphold`, `--withdraw` instead
certificate-entered = certificate { $entry } is issued all the same; once that is mended, print it: `wenming certificate issue { $entry } --out certificate.pdf`
next-paper-checkpoint = print it again under a checkpoint, then it bears a code to verify it by: `{ $wenming } --branch { $branch } checkpoint`, then { $paper ->
        [record] `{ $wenming } record { $entry } --out record.pdf --force`
       *[certificate] `{ $wenming } certificate issue { $entry } --out certificate.pdf --force`
    }
certificate-title = Certificate of volunteer service
certificate-says = This certifies that { $name } served as a volunteer from { $from } to { $to }: { $deeds ->
        [one] one deed
       *[other] { $deeds } deeds
    }, { $hours } in all, as listed below.
certificate-number = number
certificate-holder = volunteer
certificate-id-number = ID number ends in
certificate-contents = service
certificate-time = time
certificate-issuer = issued by
certificate-by = handled by
certificate-contact-label = contact
certificate-was-public = was public
certificate-on = issued on
certificate-seal = issuer (seal)
certificate-head = in charge
certificate-recorded = Number { $entry } is entered and no checkpoint is over it yet; printed again after the next one, it bears a code to verify it by.
certificate-check = To verify: the code is a receipt; save it as a file and run `wenming verify RECEIPT`, which shows number, account, days and hours. They are those of this page, or it is false.
board-certificates = Certificates of volunteer service, made public
board-certificates-how = Asked for by the volunteers themselves; each is issued once its days are over and no objection to it is open. Objections name the certificate.
board-certificates-minor = (under 14, not named)
notice-contact-sheet = a sheet holds the lines of the notice alone, and has no place for whom to object to: `--contact` stands on a page only
    .hint = leave out `--contact`, or write a page: `wenming notice show --contact TEXT --out notice.pdf`
notice-title = Notice of points claimed
notice-unnamed = under 14, not named
notice-by = { $until }, to the end of that day
notice-object-how = Say which claim (its number stands first in its row) and what is wrong with it; your name is not written down. The claim is then not paid until that is resolved, and what was said and how it ended is kept for everybody to see. What nobody objects to is paid after the last day.
notice-masked = Names are masked. Who is under 14 is not named, and where names cannot be read no person is. Of an account without a household number the end of its number is shown.
## The counter

desk-json = the counter is for people, and takes no `--json`
    .hint = programs use the commands, as `wenming deposit` and `wenming redeem`
desk-head = The counter of { $village } ({ $branch }), served by { $by }
desk-closed = the counter is closed; nothing was written that was not confirmed
desk-stepped-back = (a step back)
desk-keys-choose = ↑↓ choose, Enter takes it, Esc a step back, Ctrl-C ends
desk-keys-filter = ↑↓ choose, type to filter (words, code, pinyin), Enter, Esc a step back
desk-keys-type = Enter when done, Esc a step back, Ctrl-C ends
desk-no-choice = nothing here is like `{ $typed }`: give a number from 1 to { $n }, or a part of the name
desk-which-village = Which village
desk-who-serves = Who serves
desk-what = What is to be done
desk-deposit = Credit a deed
desk-redeem = Redeem points
desk-look-up = Look somebody up
desk-undo = Undo what was just done
desk-print = Print a passbook or a slip
desk-end = End
desk-which-holder = Whose account (account or household number, name or pinyin)
desk-which-of = { $n } of them are like that; which one
desk-account-is = account
desk-which-item = What was done
desk-by-claim = has to be claimed
desk-no-items = there is nothing that an account like { $account } earns directly by today
desk-which-offer = What for
desk-offer = offer
desk-left = { $left } left
desk-how-many = How much (as 2)
desk-how-many-hours = How long (as 1.5, 90m, 1h30m)
desk-how-many-yuan = How much money (in yuan, as 12.5)
desk-how-many-offered = How many (a whole number)
desk-which-day = On which day (as 2026-03-05)
desk-which-evidence = Evidence (as a sign-in sheet's number; Enter for none)
desk-which-evidence-of = Evidence (the rule asks for { $wanted }; Enter for none)
desk-which-approver = Who agreed
desk-approver = agreed by
desk-no-approvers = somebody else has to agree to this, and the village has no other operator
    .hint = a manager enrols a verifier first: `wenming --as MANAGER operator enrol NAME --role verifier`
desk-will-deposit = To be deposited; please check:
desk-will-redeem = To be redeemed; please check:
desk-will-undo = To be reversed; please check:
desk-will-do = To be entered; please check:
desk-undone = entry
desk-after = holds then
desk-holds = { $balance } { $currency }, { $available } to spend
desk-is-it-right = Is it right
desk-yes = Yes, enter it
desk-no = No, leave it
desk-change-what = What is to be changed
desk-change-holder = Change: whose account
desk-change-item = Change: the deed
desk-change-offer = Change: the offer
desk-change-qty = Change: how much
desk-change-day = Change: the day
desk-change-evidence = Change: the evidence
desk-change-approver = Change: who agreed
desk-is-it-another = Is it the same deed
desk-is-another = No, it is another one: go on
desk-changed = the books have changed meanwhile; please check once more what it comes to now
desk-not-written = nothing was written
desk-nothing-done = there is nothing to undo of what was done since this counter was opened; a manager undoes what is older by `wenming reverse`
desk-manager-undoes = a manager undoes it, with a manager's key
desk-which-manager = Which manager
desk-why = Why is it undone
desk-undo-it = Reverse it
desk-what-of = What is to be seen
desk-account = The account
desk-statement = The statement
desk-another = Somebody else
desk-print-what = What is to be printed
desk-print-now = Is something to be printed
desk-print-nothing = Nothing
desk-passbook = Print the passbook
desk-slip = Print the slip
desk-slip-of = The slip of which entry
desk-no-slips = nothing was redeemed or reserved from this account
desk-which-file = Into which file (.pdf or .html)

# Records for lenders
event-record-issued = record issued
field-lender = lender
refusal-no-record = `{ $account }` is a { $kind } account; records for lenders are of households and persons
    .hint = what it is: `wenming account show { $account }`
record-unrequested = a record for a lender is given at its holder's own request only: say when they asked and who gets it
    .hint = `wenming record { $account } --requested DATE --lender LENDER --out record.pdf`
record-again-as = a record that is printed again says the same; it takes no `--requested` and no `--lender`
    .hint = print it again: `wenming record { $entry } --out record.pdf`
record-issued = the record of { $account } is issued under { $entry }
record-again = the record { $entry } of { $account } was issued before; this is another copy
record-lender = lender
record-requested = asked for on
not-a-record = entry `{ $entry }` is no record for a lender
    .hint = those of an account: `wenming statement ACCOUNT`
record-entered = record { $entry } is entered all the same; once that is mended, print it, and enter no other: `wenming record { $entry } --out record.pdf`
record-title = Record of civility points
record-says = At the request of { $name }, made on { $requested }, { $lender } is told how the account stands on { $on }.
record-number = number
record-holder = holder
record-status = standing
record-open = in order
record-frozen = frozen
record-closed = closed
record-reservations = reserved, not collected
record-nothing = Nothing was ever moved on it.
record-means = Earned is what deeds were credited with, by the day of the deed, without what was reversed; nothing brought forward or given by others. Owed is what was taken back and had been spent. Points are no money and no security: this says what is in the books, rates nobody, and takes the place of no lender's own judgement.
record-sign-holder = applicant
record-year = earned in { $year }
record-life = earned ever
record-arrears = owed
record-kept = earned that year { $year }, earned ever { $life }, balance { $balance }
record-check = To verify: the code is a receipt; save it as a file and run `wenming verify RECEIPT`, which shows number, account and every figure. They are those of this page, or it is false.
rebuild-working = making the books anew
page-no-names = No names are known of { $branches }: this page has numbers only, and nobody could be left out as under 14.
