export default {
  forms: {
    create: 'Create {entity}', unsaved: 'Not saved yet', nothing: 'nothing', faults: 'One entry needs your attention | {number} entries need your attention', leaveTitle: 'Leave without saving?', leaveText: 'Your changes will be lost.', leave: 'Discard changes', notPermitted: 'This does not fit the other entries.',
    required: 'Please fill in {field}.', tooSmall: 'Enter {limit} or more.', tooLarge: 'Enter {limit} or less.', tooSmallDate: 'Enter {limit} or a later date.', tooLargeDate: 'Enter {limit} or an earlier date.', tooShort: 'At least {limit} characters are needed; there are {length}.', tooLong: 'At most {limit} characters are permitted; there are {length}.', pattern: 'This does not have the form that {field} must have.',
    notNumber: 'This is not a number. Write for example 1234.5.', notInteger: 'Enter a whole number.', tooPrecise: 'At most {scale} digits after the decimal sign.', notDate: 'This is not a date. Write day, month and year, or use the calendar.', notDateTime: 'This is not a date with a time. Write for example 09:30 beside the date.', notDuration: 'This is not a length of time. Write for example 1h 30m.',
    notEmail: 'This is not an e-mail address.', notPhone: 'This is not a telephone number. Begin with + and the country code.', notUrl: 'This is not a web address. Begin with https://.', notColour: 'This is not a colour. Write for example #3366cc.', tooMany: 'At most {limit} are permitted.',
  },
};
