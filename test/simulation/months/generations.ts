/**
 * What is lived has grown, and a seed that once broke something is kept in the life it broke in:
 *
 *   1   as it began
 *   2   what lies on the issues is looked at again and again, as by every service
 *   3   the clock of the store is set wrong now and then
 *   4   approvers press buttons
 *   5   all of it, or one application, is in shadow at first, and goes live under way
 *   6   some have accounts already, and are adopted; roles gain and lose groups while they are held; two have to agree
 *   7   rows of the table are edited one by one, several within an hour, and now and then nobody is there for hours after;
 *       what is added to roles is given by their owners
 *   8   some answer in the approvals of the tracker, and some ask outside it, handed in once or more
 *   9   some leave by a confidential termination, last days of those who leave are moved, and forms in force put right
 *  10   some take up other work, beside what they do here or after it; several are to leave within an hour, and wait for a person
 *  11   contracts become employments, and whoever does two things moves in one of them; of those who wait to leave some stay
 */
export const GENERATIONS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] as const;
export type Generation = (typeof GENERATIONS)[number];
export const NOW_LIVED: Generation = 11;
