// SPDX-License-Identifier: Apache-2.0
// Who may do what: the one table of permissions and the roles that hold them. `spec/permissions.md` shows the same table;
// `tools/tidy.ts` compares the two.

export const ROLES = ['officer', 'operator', 'auditor', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

export const PERMISSIONS = {
  'query.ask': ['officer', 'operator'],
  'query.partial-plate': ['operator'],
  'query.vehicle-holder': ['operator'],
  'confirmation.ask': ['officer', 'operator'],
  'alert.read': ['operator'],
  'alert.enter': ['operator'],
  'alert.release': ['operator'],
  'alert.withdraw': ['operator'],
  'alert.not-execute': ['operator'],
  'message.read': ['operator'],
  'message.open': ['operator'],
  'message.send': ['operator'],
  'message.release': ['operator'],
  'mail.import': ['operator'],
  'case.read': ['operator'],
  'case.keep': ['operator'],
  'case.export': ['operator'],
  'case.hold': ['operator'],
  'template.keep': ['operator'],
  'notice.read': ['operator'],
  'notice.draft': ['operator'],
  'notice.review': ['operator'],
  'notice.decide': ['operator'],
  'history.read-own': ['officer', 'operator'],
  'log.verify': ['auditor', 'administrator'],
  'log.read-entries': ['auditor'],
  'receipt.export': ['officer', 'operator', 'auditor'],
  'register.import': ['operator'],
  'register.export': ['operator'],
  'register.withdraw': ['operator'],
  'connector.read': ['administrator', 'operator'],
  'connector.manage': ['administrator', 'operator'],
  'connector.test': ['administrator', 'operator'],
  'pack.make': ['operator', 'administrator'],
  'pack.read': ['operator', 'auditor', 'administrator'],
  'pack.upload': ['officer', 'operator', 'administrator'],
  'pack.settle': ['operator'],
  'pack.set-own-secret': ['officer', 'operator'],
  'directory.read': ROLES,
  'directory.keep': ['operator', 'administrator'],
  'directory.check': ['operator', 'administrator'],
  'session.read-own': ROLES,
  'session.end-own': ROLES,
  'node.read-state': ['administrator', 'operator'],
  'keys.read': ['administrator'],
  'partner.read': ['administrator', 'operator'],
  'partner.suspend': ['administrator'],
  'partner.test': ['administrator', 'operator'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

/** The roles that hold a permission. */
export function rolesOf(permission: Permission): readonly Role[] {
  return PERMISSIONS[permission];
}

/** Whether a role holds a permission. Says nothing about the object; `authorise` does. */
export function allows(role: Role, permission: Permission): boolean {
  return rolesOf(permission).includes(role);
}

/** The permissions of a role, in the order of the table. */
export function permissionsOf(role: Role): readonly Permission[] {
  return (Object.keys(PERMISSIONS) as Permission[]).filter((permission) => allows(role, permission));
}
