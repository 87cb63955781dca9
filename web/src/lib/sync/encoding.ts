/**
 * Whether what comes into a document can be written down. Yjs encodes what each transaction has added, for
 * whoever stores it and sends it. Where that throws, it says nothing of that transaction, nor of any that
 * follows: they would be shown, and neither stored nor sent.
 */
import type * as Y from 'yjs';

/** Calls `spoilt` once, soon after it happened. Costs a count for each transaction. */
export function followEncoding(doc: Y.Doc, spoilt: () => void): () => void {
  let unsaid = 0;
  let isSpoilt = false;
  const said = () => void unsaid--;
  const began = (transaction: Y.Transaction) => {
    if (!hasChanged(transaction)) return;
    unsaid++;
    queueMicrotask(() => {
      if (unsaid === 0 || isSpoilt) return;
      isSpoilt = true;
      spoilt();
    });
  };
  doc.on('afterTransactionCleanup', began);
  doc.on('update', said);
  return () => {
    doc.off('afterTransactionCleanup', began);
    doc.off('update', said);
  };
}

/** Then Yjs encodes it next. */
function hasChanged({ beforeState, afterState, deleteSet }: Y.Transaction): boolean {
  return (
    deleteSet.clients.size > 0 ||
    [...afterState].some(([client, clock]) => beforeState.get(client) !== clock)
  );
}
