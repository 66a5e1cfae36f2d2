import type { Central } from '#core/api/central.js';
import { compoundId, gateId, householdId, type CompoundId, type GateId } from '#core/units/ids.js';
import type { Credential } from '#core/wire/entry.js';
import type { SimulatedHousehold } from '#sim/simulation.js';

/** Everything the demo must remember to start again on the same data folder. */
export interface DemoRegister {
  readonly compound: CompoundId;
  readonly gates: readonly { readonly id: GateId; readonly password: string }[];
  readonly population: readonly SimulatedHousehold[];
}

const COMPOUND = compoundId('lijiang-garden');
const GATE_NAMES = [
  ['north', '北门 North'],
  ['east', '东门 East'],
  ['south', '南门 South'],
  ['west', '西门 West'],
] as const;

const BUILDINGS = 6;
const FLOORS = 10;
const ROOMS = 4;
/** One household in so many has an elderly member who carries the paper code, or a work pass. */
const ELDERLY_EVERY = 9;
const WORK_EVERY = 7;

const FAMILY_NAMES = ['李', '王', '张', '刘', '陈', '杨', '赵', '黄', '周', '吴', '徐', '孙'];
const GIVEN_NAMES = ['秀英', '伟', '芳', '娜', '敏', '静', '强', '磊', '洋', '艳', '勇', '军', '杰', '娟'];

/** Makes up a compound with its gates, households and passes, through the same interface as an administrator. */
export async function createDemoRegister(central: Central, gateCount: number): Promise<DemoRegister> {
  await central.compounds.add({ id: COMPOUND, name: '丽江花园 Lijiang Garden', timezone: 'Asia/Shanghai' });
  return {
    compound: COMPOUND,
    gates: await addGates(central, gateCount),
    population: await addHouseholds(central),
  };
}

async function addGates(central: Central, count: number): Promise<DemoRegister['gates']> {
  const gates: { id: GateId; password: string }[] = [];
  for (let index = 0; index < count; index += 1) {
    const [id, name] = GATE_NAMES[index] ?? [`gate-${index + 1}`, `${index + 1} 号门 Gate ${index + 1}`];
    const { gate, password } = await central.gates.add({ id: gateId(id), compound: COMPOUND, name });
    gates.push({ id: gate.id, password });
  }
  return gates;
}

async function addHouseholds(central: Central): Promise<SimulatedHousehold[]> {
  const population: SimulatedHousehold[] = [];
  for (let index = 0; index < BUILDINGS * FLOORS * ROOMS; index += 1) {
    population.push(await addHousehold(central, index));
  }
  return population;
}

async function addHousehold(central: Central, index: number): Promise<SimulatedHousehold> {
  const household = householdId(addressOf(index));
  const kind = index % WORK_EVERY === WORK_EVERY - 1 ? 'work' : 'purchase';
  await central.households.put(COMPOUND, household, { residents: residentsOf(index) });
  const { qr, code } = await central.passes.issue({ compound: COMPOUND, household, kind });
  const credentials: Credential[] = [
    { kind: 'qr', value: qr },
    { kind: 'code', value: code },
  ];
  return { household, credentials, kind, elderly: index % ELDERLY_EVERY === 0 };
}

/** Spreads neighbouring numbers over the buildings, so that any few households look like a whole compound. */
function addressOf(index: number): string {
  const building = (index % BUILDINGS) + 1;
  const rest = Math.floor(index / BUILDINGS);
  const floor = (rest % FLOORS) + 1;
  const room = Math.floor(rest / FLOORS) + 1;
  return `${building}-${(room % 2) + 1}-${floor}0${room}`;
}

function residentsOf(index: number): { id: string; name: string }[] {
  const family = FAMILY_NAMES[index % FAMILY_NAMES.length] ?? '';
  return [0, 1].map((member) => {
    const given = GIVEN_NAMES[(index * 3 + member * 5) % GIVEN_NAMES.length] ?? '';
    return { id: `r${member + 1}`, name: `${family}${given}` };
  });
}
