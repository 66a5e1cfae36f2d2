import Type from 'typebox';
import { GateError } from '#core/errors/gate-error.js';
import { valueChecker } from '#core/wire/parse-message.js';
import type { DriverOptions } from './driver.js';

/** What a driver's options are read with: its name, and a schema of optional properties. */
export interface OptionsForm<P extends Type.TProperties> {
  readonly driver: string;
  readonly properties: P;
}

/**
 * Checks the options of a driver; an unknown key is a fault, so that a typing error never means "use the default".
 * @throws GateError `config-invalid` with the name of the option.
 */
export function readOptions<P extends Type.TProperties>(
  form: OptionsForm<P>,
  options: DriverOptions,
): Type.Static<Type.TObject<P>> {
  const known = Object.keys(form.properties);
  const unknown = Object.keys(options).filter((key) => !known.includes(key));
  if (unknown.length > 0) {
    const those = known.length === 0 ? 'it has none' : `use ${known.join(', ')}`;
    throw invalid(form.driver, `"${unknown.join('", "')}" is not an option of this driver: ${those}`);
  }
  const checked = valueChecker(Type.Object(form.properties))(options);
  if (!checked.ok) throw invalid(form.driver, checked.problem);
  return checked.value;
}

function invalid(driver: string, problems: string): GateError {
  return new GateError('config-invalid', { path: `of driver ${driver}`, problems });
}
