/** What a register file can say about a resident. */
export const REGISTER_FIELDS = [
  'household',
  'building',
  'unit',
  'room',
  'name',
  'idKind',
  'idNumber',
  'phone',
  'relation',
  'care',
  'notes',
] as const;
export type RegisterField = (typeof REGISTER_FIELDS)[number];

interface FieldWords {
  /** The heading we write ourselves, in both languages. */
  readonly zh: string;
  readonly en: string;
  /** Other headings people write; compared after `plainHeading`. */
  readonly others: readonly string[];
}

/** The words of every field: what a heading may say to be taken as that column. */
export const FIELD_WORDS: Readonly<Record<RegisterField, FieldWords>> = {
  household: {
    zh: '户号',
    en: 'household',
    others: ['住户号', '户编号', '房屋编号', '住址', '地址', '家庭住址', '详细地址', 'flat', 'address'],
  },
  building: {
    zh: '楼栋',
    en: 'building',
    others: ['栋', '幢', '座', '楼', '楼号', '栋号', '幢号', '楼幢', '楼栋号', '楼座', 'block', 'bldg'],
  },
  unit: {
    zh: '单元',
    en: 'unit',
    others: ['单元号', '单元门', '门洞', '门栋', '梯', '梯号', 'entrance', 'staircase'],
  },
  room: {
    zh: '室',
    en: 'room',
    others: ['房号', '门牌', '门牌号', '室号', '房间', '房间号', '房室号', 'door', 'apartment', 'apt'],
  },
  name: {
    zh: '姓名',
    en: 'name',
    others: ['名字', '住户姓名', '居民姓名', '业主姓名', '业主', 'resident', 'fullname', 'residentname'],
  },
  idKind: { zh: '证件类型', en: 'id type', others: ['证件种类', '证件类别', 'documenttype', 'idkind'] },
  idNumber: {
    zh: '身份证号',
    en: 'id number',
    others: [
      '身份证',
      '身份证号码',
      '公民身份号码',
      '身份号码',
      '证件号',
      '证件号码',
      'idno',
      'idcard',
      'identitynumber',
    ],
  },
  phone: {
    zh: '手机',
    en: 'phone',
    others: [
      '手机号',
      '手机号码',
      '电话',
      '电话号码',
      '联系电话',
      '联系方式',
      '移动电话',
      'mobile',
      'tel',
      'telephone',
      'phonenumber',
      'mobilenumber',
      'contact',
    ],
  },
  relation: {
    zh: '与户主关系',
    en: 'relation',
    others: ['关系', '户主关系', '家庭关系', 'relationship', 'relationtohead'],
  },
  care: {
    zh: '特殊关爱',
    en: 'special care',
    others: ['重点人群', '特殊人群', '关爱类别', '关爱标记', '人员类别', 'care', 'caremark', 'caremarks'],
  },
  notes: {
    zh: '备注',
    en: 'notes',
    others: ['说明', '备注说明', 'note', 'remark', 'remarks', 'comment', 'comments'],
  },
};

/** Fields a file may leave blank or leave out; what the register knows then stays as it is. */
export const DETAIL_FIELDS = ['idNumber', 'phone', 'relation', 'care', 'notes'] as const;

/** The column of reasons that a file of rejected rows carries; it means nothing when the file comes back. */
export const REASON_HEADING = '原因 / reason';
