/** What every coded fault means: its sentence, its HTTP status and the exit code of a command that ends with it. */
interface CodeMeaning {
  readonly message: string;
  readonly httpStatus: number;
  readonly exitCode: number;
}

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
const EXIT_CONFIG = 3;
const EXIT_UNREACHABLE = 4;

function meaning(message: string, httpStatus = 500, exitCode = EXIT_FAILED): CodeMeaning {
  return { message, httpStatus, exitCode };
}

/**
 * The table of error codes, grouped by layer. `docs/errors.md` has a row for each; a test compares them.
 * Placeholders in braces are filled from the error's details.
 */
export const ERROR_CODES = {
  // Values
  'id-invalid': meaning(
    '"{text}" is not a valid {kind} id: use 1 to 32 lower-case letters, digits and hyphens, starting with a letter or digit',
    400,
    EXIT_USAGE,
  ),
  'duration-invalid': meaning(
    '"{text}" is not a duration: write a number and a unit, such as 30s, 15m or 2h',
    400,
    EXIT_USAGE,
  ),
  'zone-unknown': meaning(
    '"{zone}" is not a known time zone: use an IANA name such as Asia/Shanghai',
    400,
    EXIT_USAGE,
  ),
  'time-of-day-invalid': meaning(
    '"{text}" is not a time of day: write HH:MM from 00:00 to 24:00',
    400,
    EXIT_USAGE,
  ),
  'number-invalid': meaning('"{text}" is not a valid {name}: use {expected}', 400, EXIT_USAGE),
  'address-invalid': meaning(
    '"{text}" is not an address for {option}: write HOST:PORT, such as 127.0.0.1:8080',
    400,
    EXIT_USAGE,
  ),
  'broker-url-invalid': meaning(
    '"{text}" is not the address of an MQTT broker: write mqtt://HOST:PORT, or mqtts://HOST:PORT for TLS, and nothing else',
    400,
    EXIT_USAGE,
  ),

  // Configuration
  'config-unreadable': meaning('cannot read the configuration file {path}: {problem}', 500, EXIT_CONFIG),
  'config-invalid': meaning('the configuration {path} is not valid: {problems}', 500, EXIT_CONFIG),
  'data-folder-unusable': meaning(
    'cannot write to the data folder {path} ({problem}): choose another with --data or correct its permissions',
    500,
    EXIT_CONFIG,
  ),
  'port-in-use': meaning(
    'the address {address} is already in use: stop the other program or choose another address with {option}',
    500,
    EXIT_CONFIG,
  ),
  'listen-failed': meaning(
    'cannot listen on {address} ({problem}): choose another address with {option}',
    500,
    EXIT_CONFIG,
  ),

  // Serial devices
  'device-missing': meaning(
    'no device at {path}: check the cable, or correct this path in the configuration',
  ),
  'device-denied': meaning(
    'no permission to open {path}: add this user to the group dialout and log in again',
  ),
  'device-busy': meaning(
    '{path} is held by another program: stop it, and remove ModemManager from a gateway',
  ),
  'device-open-failed': meaning('cannot open {path}: {problem}'),
  'device-unplugged': meaning('the device at {path} was unplugged or lost its power'),
  'device-down': meaning('the device at {path} is not connected: nothing was written'),
  'driver-unknown': meaning('there is no driver "{driver}": use one of {known}', 500, EXIT_CONFIG),
  'pty-failed': meaning('cannot make a pseudo-terminal for {device}: {problem}'),

  // Passes
  'pass-text-invalid': meaning('the pass text cannot be read: {problem}', 400),
  'pass-signature-wrong': meaning('the signature of the pass is wrong', 400),
  'card-invalid': meaning(
    '"{text}" is not a card number: write the 6 to 64 hex digits that the reader gives',
    400,
    EXIT_USAGE,
  ),
  'card-bound': meaning('the card {card} stands for the pass {pass}: unbind it there first', 409),
  'card-pass-over': meaning('no card can stand for the pass {pass}: it was revoked or is over', 409),
  'pass-key-invalid': meaning('the key for signing passes cannot be read: {problem}', 500, EXIT_CONFIG),

  // Printing
  'print-font-missing': meaning(
    'no font with Chinese characters was found: install the package fonts-noto-cjk or fonts-wqy-microhei, or name a font file with --font',
    503,
    EXIT_CONFIG,
  ),
  'print-font-unusable': meaning('the font {path} cannot be used for printing: {problem}', 503, EXIT_CONFIG),
  'print-pass-invalid': meaning('the pass {pass} is not printed: it {problem}', 409),
  'print-unreadable': meaning(
    'nothing was printed, because the {code} of pass {pass} (sheet {sheet}, place {place}) cannot be read back: {problem}',
  ),
  'print-failed': meaning('the passes could not be printed: {problem}'),
  'print-not-ready': meaning('the print job "{id}" has no such document: it is {state}', 409),
  'print-busy': meaning('{limit} print jobs are waiting already: try again when one of them is done', 503),

  // Messages
  'message-invalid': meaning('the message on {topic} is not a valid {kind}: {problem}', 400),
  'link-down': meaning('not connected to {address}: {problem}', 503, EXIT_UNREACHABLE),
  'link-refused': meaning(
    '{address} refused the credential of gate {gate}: add the gate again and copy its password',
    401,
    EXIT_CONFIG,
  ),
  'broker-refused': meaning(
    'the MQTT broker at {address} refused the user {user}: correct user and password of this service, or add them to the broker',
    401,
    EXIT_CONFIG,
  ),

  // Storage
  'database-failed': meaning('the database {path} failed during {action}: {problem}'),
  'database-refused': meaning('the database {path} refused the data of {action}: {problem}'),
  'database-busy': meaning(
    'the database {path} is in use by another Gatehouse: stop that one first',
    500,
    EXIT_CONFIG,
  ),
  'database-url-invalid': meaning(
    'this is not the address of a PostgreSQL database: write postgres://USER:PASSWORD@HOST:PORT/NAME',
    400,
    EXIT_USAGE,
  ),
  'database-unfit': meaning(
    'the database {path} can not be trusted with the ledger: {problem}',
    500,
    EXIT_CONFIG,
  ),
  'migration-failed': meaning(
    'the database could not be brought to version {version} and stays as it was: {problem}',
  ),
  'ledger-missing': meaning(
    'there is no ledger in {path}: name the data folder of the service with --data',
    500,
    EXIT_CONFIG,
  ),
  'ledger-version-wrong': meaning(
    'the ledger is of version {found}, this Gatehouse knows version {expected}: {problem}',
    500,
    EXIT_CONFIG,
  ),
  'ledger-broken': meaning('the ledger is broken in {count} places; the first: {first}'),
  'target-not-empty': meaning(
    'the target has rows in {table} already: name an empty database',
    409,
    EXIT_USAGE,
  ),
  'copy-incomplete': meaning('{found} of {total} rows of {table} arrived, so nothing was copied'),
  'backup-failed': meaning('the backup {name} was not made: {problem}'),
  'backup-invalid': meaning('{file} is not a whole backup: {problem}', 400),
  'data-folder-taken': meaning(
    'there is a ledger in {path} already: add --replace to put it aside, or choose another folder',
    409,
    EXIT_USAGE,
  ),
  'journal-failed': meaning('the journal {path} cannot be written: {problem}'),

  'report-invalid': meaning('{file} is not a whole report: {problem}', 400),

  // Requests
  'request-invalid': meaning('the request is not valid: {problem}', 400, EXIT_USAGE),
  'content-type-unsupported': meaning('this content type is not accepted: send application/json', 415),
  'request-too-large': meaning('the request is larger than {limit} bytes', 413),
  'not-found': meaning('there is no {kind} "{id}"', 404),
  'route-unknown': meaning('there is nothing at {path}', 404),
  'trial-busy': meaning('another policy is being tried: wait until it is done', 409),
  'already-exists': meaning('there is already a {kind} "{id}"', 409),
  'alarm-refused': meaning('the alarm does not accept "{action}": {problem}', 409),
  'not-logged-in': meaning('log in first', 401, EXIT_CONFIG),
  'login-wrong': meaning('user or password is wrong', 401),
  'not-allowed': meaning('the role {role} may not do this', 403),
  'origin-refused': meaning('this request came from a page of another site: open the dashboard itself', 403),
  'too-many-viewers': meaning('{limit} pages already watch the live stream: close some of them', 503),
  'too-many-requests': meaning('too many requests: try again in {seconds} s', 429),
  'not-ready': meaning('the service is not ready: {problem}', 503),
  'internal-fault': meaning('an unexpected fault happened; it is in the log of the service under {id}'),

  // Register files
  'file-too-large': meaning('the file is larger than {limit} MiB: split it', 413),
  'file-unreadable': meaning('{file} cannot be read: {problem}', 400),
  'file-unwritable': meaning('cannot write {file}: {problem}'),
  'file-columns-missing': meaning(
    '{file} has no column for {missing}; its headings are {headings}: name the column with a mapping',
    400,
  ),
  'import-busy': meaning('another file is being checked: try again when it is done', 409),
  'import-interrupted': meaning('the check was cut off: hand in the file again', 409),
  'import-state-wrong': meaning('the import {id} is {state}: {problem}', 409),
  'import-stale': meaning(
    'the register was changed since the check: look at the difference, which is new, and commit again',
    409,
  ),
  'import-switches-off': meaning(
    '{households} of {of} households would be switched off: confirm it, or keep the residents who are missing from the file',
    409,
  ),
  'import-rows-unplaced': meaning(
    '{rows} rejected rows do not say their household: correct them before residents who are missing from the file are removed',
    409,
  ),
  'import-changed-since': meaning(
    'the import cannot be undone, because {count} of its rows were changed since: {rows}',
    409,
  ),
  'export-too-large': meaning(
    'the export has more than {limit} rows, too many for a workbook: take csv or jsonl, or ask for less',
    413,
  ),

  // Command line
  'usage-wrong': meaning('{problem}', 400, EXIT_USAGE),
  'service-unreachable': meaning(
    'cannot reach the service at {url} ({problem}): start it with "gatehouse central", or name it with --url',
    503,
    EXIT_UNREACHABLE,
  ),
  'token-missing': meaning(
    'no token at {path}: name the data folder of the service with --data, or a file with --token-file',
    401,
    EXIT_CONFIG,
  ),
  'import-invalid': meaning('{file} was not imported, {count} rows have faults: {problems}', 400),
  'entries-lost': meaning(
    '{lost} entries lost and {doubled} doubled: compare the journals of the gates with the ledger',
  ),
} as const satisfies Record<string, CodeMeaning>;

export type ErrorCode = keyof typeof ERROR_CODES;
