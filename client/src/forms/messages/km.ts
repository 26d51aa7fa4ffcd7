export default {
  forms: {
    create: 'បង្កើត{entity}',
    unsaved: 'មិនទាន់រក្សាទុក',
    nothing: 'គ្មាន',
    encrypted: 'រក្សាទុកជាកូដសម្ងាត់',
    faults: 'មាន {number} កន្លែងត្រូវកែ',
    leaveTitle: 'ចាកចេញដោយមិនរក្សាទុក?',
    leaveText: 'ការកែប្រែរបស់អ្នកនឹងបាត់បង់។',
    rest: 'ផ្សេងទៀត',
    leave: 'បោះបង់ការកែប្រែ',
  },
};
