export default {
  fields: {
    ask: {
      how: 'How to compare', value: 'Value', from: 'From', to: 'To', period: 'Choose a period', contains: 'contains', startsWith: 'begins with', eq: 'is', ne: 'is not', gte: 'at least', lte: 'at most', between: 'between',
      within: 'in the period', on: 'on', fromDay: 'on or after', untilDay: 'on or before', empty: 'is empty', filled: 'is not empty',
    },
    yes: 'Yes', no: 'No', me: 'Me', clear: 'Clear', choose: 'Choose…', currency: 'Currency of {field}', pipeline: 'Pipeline of {field}', entity: 'Kind of record', entityOf: 'Kind of record for {field}',
    find: 'Find {entity}', search: 'Type to search', searching: 'Searching…', searchFailed: 'The search failed. Try again.', nothingFound: 'Nothing found', create: 'Create {entity}', createNamed: 'Create {entity} “{name}”', open: 'Open {name}', noTarget: 'Your roles do not let you choose here.',
    tagsShape: 'Add, then Enter', durationShape: '1d 2h 30m', stars: '{number} star | {number} stars', pickColour: 'Pick a colour for {field}', badJson: 'This is not valid JSON: {reason}', unknownKind: 'This version cannot edit fields of the kind “{kind}”.', masked: 'Not visible to you', givenLater: 'Filled in automatically',
    rich: { bold: 'Bold', italic: 'Italic', underline: 'Underline', heading: 'Heading', bullets: 'List', numbers: 'Numbered list', quote: 'Quotation', link: 'Link', undo: 'Undo', redo: 'Redo' },
    date: { shape: 'dd/mm/yyyy', shapeYearFirst: 'yyyy/mm/dd', choose: 'Choose {field} from a calendar', today: 'Today', now: 'Now', time: 'Time of {field}' },
    address: { line1: 'Street and number', line2: 'Building, floor', city: 'City', region: 'State or province', postalCode: 'Postal code', country: 'Country' },
    person: { prefix: 'Title', given: 'Given name', middle: 'Middle name', family: 'Family name', suffix: 'Suffix', more: 'More parts of the name' },
    file: { choose: 'Choose file', replace: 'Replace', drop: 'Drop a file here', sending: 'Sending…', remove: 'Remove {name}', tooLarge: 'The file has {size}; at most {maximum} are permitted.', wrongType: 'Files of this type are not permitted here. Permitted: {types}.' },
  },
};
