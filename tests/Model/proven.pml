/*
 * Proven: one partition, one worker; the hub may be deleted and made anew between any two steps, with the same sequence numbers.
 * See "Proven" in docs/delivery-guarantees.md, and there how to run this and how to read what it finds.
 *
 * Properties
 *   one incarnation  nothing is committed (row, letter, duplicate drop, position) under an incarnation from which it did not come
 *   none passed      the position passes no row of its incarnation that was not dealt with
 *   none given up    what was proven is committed before its incarnation is left
 *   all in           when the hub stays and nobody dies any more, every row of it is dealt with
 *
 * Abstractions
 *   Row k is a row of a file, an event that becomes a dead letter, or a duplicate that is dropped (k mod 3): each is a commit.
 *   A look is three moments: it begins (what was received by then is noted), reads the hub's creation time, and is answered; the answer is
 *   dealt with whenever the worker likes. The receiver attaches to a new hub silently, at the next number. from[] is known to the model
 *   alone: the hub from which a row in the buffer came.
 *
 * Rules: WITHOUT_<RULE> takes one out, and the model breaks.
 */
#ifndef ROWS
#define ROWS 4
#endif
#ifndef HUBS
#define HUBS 3
#endif
#ifndef DEATHS
#define DEATHS 1
#endif

#define FIRST(n) ((1<<(n))-1)
#define BIT(k) (1<<((k)-1))
#define IS_ROW(k) ((k)%3==1)
#define IS_LETTER(k) ((k)%3==2)
#define IS_DUPLICATE(k) ((k)%3==0)

/* `seq` is kept per incarnation. */
#ifdef WITHOUT_SEQ_PER_INCARNATION
#define INCARNATION_IN_FILE 0
#else
#define INCARNATION_IN_FILE incarnation
#endif

/* Looks when idle: one is taken each interval, rows or not; a new hub with fewer rows than our position is seen by nothing else. */
#ifdef WITHOUT_LOOKS_WHEN_IDLE
#define LOOK_IS_DUE (received>proven)
#else
#define LOOK_IS_DUE (received>proven || hub!=incarnation || end_is_suspect)
#endif

/* A look proves for the session and incarnation in which it began. */
#ifdef WITHOUT_LOOK_OF_SESSION
#define LOOK_COUNTS true
#else
#define LOOK_COUNTS look_is_mine
#endif

/* A look proves what was received when it began, and nothing that came later. */
#ifdef WITHOUT_LOOK_AFTER_RECEIVING
#define PROVES received
#else
#define PROVES look_covers
#endif

/* Letters, and dropped duplicates, are commits too. */
#ifdef WITHOUT_PROVEN_LETTERS
#define LETTER_MAY_GO true
#else
#define LETTER_MAY_GO (done<proven)
#endif
#ifdef WITHOUT_PROVEN_DUPLICATES
#define DUPLICATE_MAY_GO true
#else
#define DUPLICATE_MAY_GO (done<proven)
#endif

/* What is proven is committed before the incarnation is left. */
#ifdef WITHOUT_COMMIT_BEFORE_LEAVING
#define MAY_LEAVE true
#else
#define MAY_LEAVE (done==proven)
#endif

byte hub=1, end_of_partition;
byte dealt[HUBS+1];                  /* rows of each hub that are in a file, in a letter, or dropped as duplicates */
byte seq[HUBS+1];                    /* in the metadata of the file, per incarnation */
byte st_incarnation=1, st_position;
byte from[ROWS+1];
byte deaths;
bool calm;                           /* the hub stays and nobody dies any more */

proctype Service() {
end:
  do
  :: d_step { !calm && end_of_partition<ROWS -> end_of_partition++; printf("STEP row %d is sent to hub %d\n",end_of_partition,hub) }
  :: d_step { !calm && hub<HUBS -> hub++; end_of_partition=0; printf("STEP the hub is deleted and made anew: hub %d\n",hub) }
  :: d_step { !calm -> calm=true }
  od
}

inline forget(after) { i=after+1; do :: i<=ROWS -> from[i]=0; i++ :: else -> break od; i=0 }

proctype Worker() {
  byte incarnation=1, received, done, proven, other_hub, look, look_covers, look_reads, i;   /* look: 0 none, 1 begun, 2 has read */
  bool look_is_mine, look_checks_end, end_is_suspect, end_was_checked, stopped;
end:
  do
  :: d_step { !stopped && received<end_of_partition -> received++; from[received]=hub; printf("STEP receives row %d (of hub %d)\n",received,hub) }

  /* ---- A look. */

  :: d_step { !stopped && look==0 && LOOK_IS_DUE -> look=1; look_covers=received; look_checks_end=end_is_suspect; look_is_mine=true; printf("STEP a look begins (received %d)\n",received) }
  :: d_step { look==1 -> look_reads=hub; look=2; printf("STEP the look reads: hub %d\n",hub) }
  :: d_step { look==2 ->
       if :: !LOOK_COUNTS -> printf("STEP the answer is of another session: it says nothing\n")
          :: LOOK_COUNTS && look_reads==incarnation -> proven=(PROVES>proven -> PROVES : proven); stopped=look_checks_end; end_is_suspect=(end_is_suspect && !look_checks_end);
                                                       printf("STEP the look is equal: proven up to %d\n",proven)
          :: else -> other_hub=look_reads; end_is_suspect=false; printf("STEP the look differs: hub %d\n",other_hub)
       fi; look=0; look_covers=0; look_reads=0; look_checks_end=false; look_is_mine=false }
  /* Nothing is committed without a look after it. */
#ifdef WITHOUT_LOOK
  :: d_step { proven<received -> proven=received }
#endif

  /* ---- Commits, in order. */

  :: d_step { !stopped && done<received && (done<proven || (IS_LETTER(done+1) && LETTER_MAY_GO) || (IS_DUPLICATE(done+1) && DUPLICATE_MAY_GO)) ->
       done++;
       if :: IS_ROW(done) && seq[INCARNATION_IN_FILE]>=done -> printf("STEP row %d is trimmed by `seq`\n",done)
          :: else -> dealt[from[done]]=dealt[from[done]]|BIT(done); printf("STEP row %d of hub %d is committed under incarnation %d\n",done,from[done],incarnation);
                     if :: IS_ROW(done) -> seq[INCARNATION_IN_FILE]=done :: else fi;
                     assert(from[done]==incarnation)
       fi }
  :: d_step { !stopped && st_position<done -> st_position=done; printf("STEP saves position %d of incarnation %d\n",done,incarnation); assert(from[done]==incarnation); assert((dealt[incarnation]&FIRST(done))==FIRST(done)) }

  /* ---- The partition ends before our position: within one incarnation that stops the worker, and only a look after it tells. */

  :: d_step { !end_was_checked && !stopped -> end_was_checked=true;
       if :: end_of_partition<received -> printf("STEP the partition ends at %d, before position %d\n",end_of_partition,received);
#ifdef WITHOUT_LOOK_AFTER_END
             stopped=true
#else
             end_is_suspect=true
#endif
          :: else
       fi }

  /* ---- Another hub: what is proven is committed, the rest is dropped, and it starts from the beginning of the new one. */

  :: d_step { other_hub!=0 && MAY_LEAVE ->
       assert(done>=proven);
       st_incarnation=other_hub; incarnation=other_hub; other_hub=0; look_is_mine=false; end_was_checked=false; end_is_suspect=false;
#ifdef WITHOUT_FRESH_START
       st_position=done;
#else
       st_position=0; received=0; done=0; proven=0; forget(0);
#endif
       printf("STEP goes on in incarnation %d at position %d\n",incarnation,st_position) }

  :: d_step { !calm && deaths<DEATHS -> deaths++; incarnation=st_incarnation; received=st_position; done=st_position; proven=st_position; other_hub=0; look=0; look_covers=0; look_reads=0;
       look_is_mine=false; look_checks_end=false; stopped=false; end_is_suspect=false; end_was_checked=false; forget(st_position); printf("STEP dies; starts from position %d of incarnation %d\n",st_position,incarnation) }
  od
}

proctype Monitor() { timeout; assert(st_incarnation==hub && st_position==end_of_partition && (dealt[hub]&FIRST(end_of_partition))==FIRST(end_of_partition)) }

init { atomic { run Service(); run Worker(); run Monitor() } }
