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
  'list-unknown': meaning('there is no list "{name}": use one of {names}', 400, EXIT_USAGE),
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
  'pass-key-invalid': meaning('the key for signing passes cannot be read: {problem}', 500, EXIT_CONFIG),

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
