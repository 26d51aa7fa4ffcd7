export default {
  forms: {
    create: 'Create {entity}',
    unsaved: 'Not saved yet',
    nothing: 'nothing',
    encrypted: 'Stored encrypted',
    faults: 'One entry needs your attention | {number} entries need your attention',
    leaveTitle: 'Leave without saving?',
    leaveText: 'Your changes will be lost.',
    rest: 'More',
    leave: 'Discard changes',
  },
};
