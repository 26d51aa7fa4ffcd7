/** In which pipelines can a record be lost without anybody stating why? */
import { finding, shareOf, type Question } from './types.ts';

/** Value: share of pipelines with a lost status that a move reaches without a required field. */
export const lossReasonDemanded: Question = {
  direction: 'lower',
  ask(context, check) {
    const fields = [...context.model.entities.values()]
      .filter((entity) => !check.entities || check.entities.includes(entity.id))
      .flatMap((entity) => [...entity.fields.values()]);
    const pipelines = [...new Set(fields.flatMap((field) => field.pipelines))];
    const losing = pipelines.flatMap((pipeline) => {
      const lost = [...pipeline.statuses.values()].filter((status) => status.kind === 'lost').map((status) => status.code);
      return lost.length === 0 ? [] : [{ pipeline, lost }];
    });
    const open = losing.filter(({ pipeline, lost }) => {
      const moves = (pipeline.document.transitions ?? []).filter((move) => move.to.some((code) => lost.includes(code)));
      return pipeline.document.transitions === undefined || moves.some((move) => (move.require ?? []).length === 0);
    });
    return Promise.resolve(
      shareOf(
        losing.length,
        open.map(({ pipeline, lost }) => finding(pipeline.title, ['Lost status', lost.join(', ')])),
      ),
    );
  },
};
