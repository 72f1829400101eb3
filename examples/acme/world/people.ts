/** Who works at Acme before the first form is filed. */
import type { AcmePerson } from './types.ts';

type Row = readonly [
  number: string,
  given: string,
  family: string,
  department: string,
  title: string,
  location: string,
  manager: string | null,
];

const rows: readonly Row[] = [
  ['1001', 'Ines', 'Keller', 'IT', 'Security Engineer', 'Zurich', null],
  ['1002', 'Rafael', 'Ortiz', 'IT', 'Head of IT', 'Zurich', 'ines.keller'],
  ['1003', 'Nadia', 'Weber', 'People', 'Head of People', 'Zurich', null],
  ['1004', 'Sofia', 'Rossi', 'People', 'People Partner', 'Zurich', 'nadia.weber'],
  ['1005', 'Mara', 'Lindqvist', 'Science', 'Principal Scientist', 'Basel', null],
  ['1006', 'Tomasz', 'Nowak', 'Science', 'Senior Scientist', 'Basel', 'mara.lindqvist'],
  ['1007', 'Yuki', 'Tanaka', 'Engineering', 'Engineering Manager', 'Zurich', null],
  ['1008', 'Omar', 'Haddad', 'Engineering', 'Site Reliability Engineer', 'London', 'yuki.tanaka'],
  ['1009', 'Priya', 'Raman', 'Data', 'Data Engineer', 'London', 'yuki.tanaka'],
  ['1010', 'Lena', 'Brandt', 'Product', 'Head of Product', 'Zurich', null],
  ['1011', 'Chloe', 'Martin', 'Sales', 'Sales Manager', 'Boston', null],
  ['1012', 'Henrik', 'Sorensen', 'Finance', 'Finance Manager', 'Zurich', null],
  ['1013', 'Aisha', 'Khan', 'IT', 'Support Engineer', 'London', 'rafael.ortiz'],
  ['1014', 'Ben', 'Carter', 'Sales', 'Account Executive', 'Boston', 'chloe.martin'],
];

export const people: readonly AcmePerson[] = rows.map(
  ([employeeNumber, givenName, familyName, department, title, location, manager]) => ({
    employeeNumber,
    givenName,
    familyName,
    mail: `${givenName}.${familyName}@acme.example`.toLowerCase(),
    department,
    title,
    location,
    workerType: 'employee',
    managerMail: manager === null ? null : `${manager}@acme.example`,
  }),
);
