/*
 * Leaving a file that refuses: one partition, the move of its rows to the sibling, and when that refuses too, to dead letters.
 * See "Leaving a file" in docs/delivery-guarantees.md, and there how to run this and how to read what it finds.
 *
 * A file that refuses (a lease, a policy, missing rights) may take a request of a former owner as soon as it recovers: no ETag fences it, only
 * time does. Here "time" is a condition of the move and of the record of letters: the looks of all other sessions are too old, and their
 * requests are over. It stands for: a session waits Flush__RefusedFor, and that is longer than the age of a look plus the longest request.
 *
 * Properties
 *   once         no row is in both files, and no row is in a file and in a letter
 *   none passed  the position passes no row that is in no file and no letter
 *
 * Abstractions
 *   The routing stays; who may claim is as the model of the fence has it (ownership; read and look; write under If-Match).
 *   All rows exist from the start: a row not yet sent is a row not yet received. Per file and worker one request may be under way; it arrives
 *   at any time, also after its session or process has ended, or never, and its answer may be lost. `seq` stands for the ETag of a file:
 *   commits of other partitions change nothing but let requests fail, and a request may fail at any time.
 *
 * Rules: WITHOUT_<RULE> takes one out, and the model breaks.
 */
#ifndef ROWS
#define ROWS 2
#endif
#ifndef CLAIMS
#define CLAIMS 3
#endif
#ifndef DEATHS
#define DEATHS 1
#endif
#define WORKERS 2

#define DATA 0
#define SIBLING 1

/* Phases of a session. */
#define OUT     0
#define OWNS    1      /* won the ownership record */
#define LOOKED  2      /* has read the state, and looked after it */
#define RUNS    3
#define LOST    4      /* knows that another owns the partition: receives nothing, but may commit what was proven while its look is young */

#define FIRST(n) ((1<<(n))-1)
#define BETWEEN(a,b) (FIRST(b) & ~FIRST(a))
#define MAX(a,b) ((a)>(b) -> (a) : (b))
#define REQ(w,f) ((w)*2+(f))                                    /* the request of a worker to a file */
#define COMMITS (phase==RUNS || phase==LOST)

/* The other sessions are done: this one has owned the partition for so long that their looks are too old and their requests over. */
#ifdef WITHOUT_OTHERS_DONE
#define OTHERS_DONE(f) true
#else
#define OTHERS_DONE(f) (!young[1-me] && rq_session[REQ(1-me,f)]==0 && (rq_session[REQ(me,f)]==0 || rq_session[REQ(me,f)]==session[me]))
#endif

/* No request of unknown outcome: nor has this session one under way. */
#ifdef WITHOUT_KNOWN_REQUESTS
#define MINE_DONE(f) true
#else
#define MINE_DONE(f) (rq_session[REQ(me,f)]!=session[me])
#endif

/* Letters wait like the move, and for both files. */
#ifdef WITHOUT_WAIT_FOR_LETTERS
#define LETTERS_MAY_BEGIN true
#else
#define LETTERS_MAY_BEGIN (OTHERS_DONE(DATA) && MINE_DONE(DATA) && OTHERS_DONE(SIBLING) && MINE_DONE(SIBLING))
#endif

/* A claimant obeys the move, and the letters, that the state records. */
#ifdef WITHOUT_MOVE_OBEYED
#define TAKE_MOVE
#define KEEP_MOVE
#else
#define TAKE_MOVE moved=st_moved;
#define KEEP_MOVE st_moved=moved;
#endif
#ifdef WITHOUT_LETTERS_OBEYED
#define TAKE_LETTERS
#define KEEP_LETTERS
#else
#define TAKE_LETTERS letters_upto=st_letters;
#define KEEP_LETTERS st_letters=letters_upto;
#endif

/* Letters first: rows above the range wait until each row in it is a letter, or `seq` would run past one that is missing. */
#ifdef WITHOUT_LETTERS_FIRST
#define LETTERS_DONE true
#else
#define LETTERS_DONE (committed[me]>=letters_upto)
#endif

/* What the files hold is read anew after a move, and after letters were recorded. */
#ifdef WITHOUT_READ_ANEW
#define READ_ANEW
#define IN_DATA in_data
#define IN_SIBLING in_sibling
#else
#define READ_ANEW loaded=false; in_data=0; in_sibling=0;
#define IN_DATA seq[DATA]
#define IN_SIBLING seq[SIBLING]
#endif

/* The age of a look: a request is sent only while the look that allowed it is young. */
#ifdef WITHOUT_AGE_OF_LOOK
#define LOOK_ALLOWS true
#else
#define LOOK_ALLOWS young[me]
#endif

byte rows[2], seq[2], letters;                                  /* `seq` as in the metadata of the file */
bool refuses[2];
byte owner, claims, deaths;
byte st_owner, st_position, st_letters; bool st_moved;          /* the state: rows up to st_letters become letters */
bool current[WORKERS];                                          /* knows the ETag of the state */
bool young[WORKERS];                                            /* its last look is younger than the limit */
byte session[WORKERS], committed[WORKERS];
byte rq_session[4], rq_from[4], rq_upto[4], rq_etag[4];         /* requests under way */
#ifdef TWO_PARTITIONS
bool sibling_exists;                                            /* another partition of this folder has moved */
#endif
#ifdef SLOW_STATE
bool late, late_current;                                        /* a move that was given up, and is still under way */
#define KILLS_LATE late_current=false;
#else
#define KILLS_LATE
#endif

inline wrote() { current[me]=true; current[1-me]=false; KILLS_LATE }
inline once() { assert((rows[DATA]&rows[SIBLING])==0); assert(((rows[DATA]|rows[SIBLING])&letters)==0) }
inline none_passed() { assert(((rows[DATA]|rows[SIBLING]|letters)&FIRST(st_position))==FIRST(st_position)) }
inline leave() {
  phase=OUT; young[me]=false; current[me]=false; session[me]=0; committed[me]=0; received=0; proven=0; letters_upto=0; moved=false; unknown=false;
  loaded=false; in_data=0; in_sibling=0
}

proctype Worker(byte me) {
  byte phase, received, proven, in_data, in_sibling, letters_upto, row;
  bool moved, loaded, unknown;
end:
  do
  /* ---- A claim. */

  :: d_step { phase==OUT && claims<CLAIMS -> claims++; session[me]=claims; owner=claims; phase=OWNS; printf("STEP w%d owns the partition: session %d\n",me,claims) }
  :: d_step { phase==OWNS ->
       if :: owner==session[me] -> current[me]=true; committed[me]=st_position; TAKE_MOVE TAKE_LETTERS phase=LOOKED;
                                   printf("STEP w%d reads the state (position %d, moved %d, letters up to %d) and looks: it owns the partition\n",me,st_position,st_moved,st_letters)
          :: else -> printf("STEP w%d looks: another owns the partition, it gives up\n",me); leave()
       fi }
  :: d_step { phase==LOOKED ->
       if :: current[me] -> st_owner=session[me]; st_position=committed[me]; KEEP_MOVE KEEP_LETTERS wrote(); received=committed[me]; proven=committed[me]; phase=RUNS;
                            printf("STEP w%d writes its session into the state: moved %d, letters up to %d\n",me,st_moved,st_letters)
          :: else ->
  /* On a conflict the claim begins again at the read: what the former owner recorded in between counts. */
#ifdef WITHOUT_READ_AGAIN
             current[me]=true; printf("STEP w%d meets a newer state: takes its ETag alone\n",me)
#else
             phase=OWNS; printf("STEP w%d meets a newer state: begins again at the read\n",me)
#endif
       fi }

  /* ---- Rows. */

  :: d_step { phase==RUNS && received<ROWS -> received++; printf("STEP w%d receives row %d\n",me,received) }
  :: d_step { phase==RUNS && (proven<received || !young[me]) ->
       if :: owner==session[me] -> proven=received; young[me]=true; printf("STEP w%d looks: it owns the partition, rows up to %d may be committed\n",me,proven)
          :: else -> phase=LOST; printf("STEP w%d looks: another owns the partition, the session is lost\n",me)
       fi }
  :: d_step { young[me] -> young[me]=false; printf("STEP w%d: its look is too old\n",me);
#ifndef WITHOUT_AGE_OF_LOOK
       if :: phase==LOST -> leave() :: else fi
#endif
       }
  :: d_step { phase==LOST -> printf("STEP w%d ends the lost session\n",me); leave() }

  :: d_step { COMMITS && !unknown && committed[me]<proven && !loaded -> loaded=true; in_data=seq[DATA]; in_sibling=seq[SIBLING];
#ifdef TWO_PARTITIONS
  /* Each partition records its own move: a sibling that exists, since another partition moved, is no permission. */
#ifdef WITHOUT_OWN_RECORD
       if :: sibling_exists && rq_session[REQ(me,DATA)]==0 -> moved=true :: else fi;
#endif
#endif
       printf("STEP w%d reads what the files hold: data.csv up to %d, sibling up to %d\n",me,in_data,in_sibling) }
  :: d_step { COMMITS && !unknown && committed[me]<proven && loaded && LOOK_ALLOWS && LETTERS_DONE && rq_session[REQ(me,moved)]==0 ->
       row=MAX(in_data,in_sibling); row=MAX(row,committed[me]);
#ifdef WITHOUT_LETTERS_FIRST
       row=MAX(row,letters_upto);
#endif
       if :: proven>row -> rq_session[REQ(me,moved)]=session[me]; rq_from[REQ(me,moved)]=row; rq_upto[REQ(me,moved)]=proven; rq_etag[REQ(me,moved)]=(moved -> in_sibling : in_data);
                           printf("STEP w%d sends rows %d to %d to file %d\n",me,row+1,proven,moved)
          :: proven<=row && committed[me]>=letters_upto -> committed[me]=proven; printf("STEP w%d finds rows up to %d in the files\n",me,proven)
          :: else
       fi; loaded=false; in_data=0; in_sibling=0; row=0 }

  /* ---- The position. */

  :: d_step { COMMITS && current[me] && st_position<committed[me] -> st_position=committed[me]; wrote(); unknown=false; printf("STEP w%d saves position %d\n",me,st_position); none_passed() }
  :: d_step { phase==RUNS && !current[me] ->
       if :: st_owner==session[me] -> current[me]=true; moved=(moved || st_moved); unknown=false; loaded=false; in_data=0; in_sibling=0; printf("STEP w%d reads its state back: moved %d\n",me,moved)
          :: else -> phase=LOST; printf("STEP w%d finds another session in the state, the session is lost\n",me)
       fi }

  /* ---- The move: recorded in the state before the first row goes to the sibling. */

#define MAY_MOVE (phase==RUNS && !unknown && !moved && refuses[DATA] && committed[me]<proven && current[me] && OTHERS_DONE(DATA) && MINE_DONE(DATA))
  :: d_step { MAY_MOVE ->
#ifndef WITHOUT_MOVE_RECORDED
       st_moved=true; wrote();
#endif
       moved=true; READ_ANEW printf("STEP w%d moves to the sibling (in the state: %d)\n",me,st_moved) }
#ifdef SLOW_STATE
  /* A move of unknown outcome: nothing is sent until it was read back, or a later save kills the one under way. */
  :: d_step { MAY_MOVE && !late -> late=true; late_current=true;
#ifndef WITHOUT_KNOWN_MOVE
       unknown=true;
#endif
       printf("STEP w%d records the move, no answer (under way); it reads back: not there\n",me) }
  :: d_step { phase==RUNS && unknown && current[me] -> wrote(); unknown=false; printf("STEP w%d saves again: the move under way can arrive no more\n",me) }
#endif
  /* A move is for good. */
#ifdef WITHOUT_FOR_GOOD
  :: d_step { phase==RUNS && moved && !refuses[DATA] && current[me] -> st_moved=false; wrote(); moved=false; loaded=false; in_data=0; in_sibling=0; printf("STEP w%d goes back to data.csv, which has recovered\n",me) }
#endif

  /* ---- Letters: which rows become letters is recorded in the state before the first one is written. */

#ifdef LETTERS
  :: d_step { phase==RUNS && !unknown && moved && refuses[SIBLING] && committed[me]<proven && letters_upto<=committed[me] && current[me] && LETTERS_MAY_BEGIN ->
       letters_upto=proven;
#ifndef WITHOUT_LETTERS_RECORDED
       st_letters=proven; wrote();
#endif
       READ_ANEW printf("STEP w%d: rows up to %d become letters (in the state: up to %d)\n",me,proven,st_letters) }
  :: d_step { COMMITS && committed[me]<letters_upto && committed[me]<proven -> row=committed[me]+1;
       if :: row<=IN_DATA || row<=IN_SIBLING -> printf("STEP w%d finds row %d in the files\n",me,row)
          :: else -> letters=letters|BETWEEN(row-1,row); printf("STEP w%d writes the letter of row %d\n",me,row)
       fi; committed[me]=row; row=0; once() }
#endif

  :: d_step { phase!=OUT && deaths<DEATHS -> deaths++; printf("STEP w%d dies\n",me); leave() }
  od
}

inline over(w,f) { rq_session[REQ(w,f)]=0; rq_from[REQ(w,f)]=0; rq_upto[REQ(w,f)]=0; rq_etag[REQ(w,f)]=0 }
inline apply(w,f) { rows[f]=rows[f]|BETWEEN(rq_from[REQ(w,f)],rq_upto[REQ(w,f)]); seq[f]=rq_upto[REQ(w,f)] }
inline answer(w,f) {
#ifndef WITHOUT_LETTERS_FIRST
  if :: session[w]==rq_session[REQ(w,f)] -> committed[w]=MAX(committed[w],rq_upto[REQ(w,f)]) :: else fi
#else
  skip
#endif
}
#define UNDER_WAY(w,f) (rq_session[REQ(w,f)]!=0)
#define ACCEPTED(w,f) (UNDER_WAY(w,f) && !refuses[f] && seq[f]==rq_etag[REQ(w,f)])
#define REQUESTS(w,f) \
  :: d_step { ACCEPTED(w,f) -> apply(w,f); answer(w,f); over(w,f); printf("STEP the request of w%d to file %d is applied: data.csv %x, sibling %x\n",w,f,rows[DATA],rows[SIBLING]); once() } \
  :: d_step { ACCEPTED(w,f) -> apply(w,f); over(w,f); printf("STEP the request of w%d to file %d is applied, the answer is lost: data.csv %x, sibling %x\n",w,f,rows[DATA],rows[SIBLING]); once() } \
  :: d_step { UNDER_WAY(w,f) -> over(w,f); printf("STEP the request of w%d to file %d fails (refused, conflict, or lost)\n",w,f) }

proctype Storage() {
end:
  do
  :: d_step { refuses[DATA]=!refuses[DATA]; printf("STEP data.csv refuses: %d\n",refuses[DATA]) }
#ifdef LETTERS
  :: d_step { refuses[SIBLING]=!refuses[SIBLING]; printf("STEP the sibling refuses: %d\n",refuses[SIBLING]) }
#endif
#ifdef TWO_PARTITIONS
  :: d_step { refuses[DATA] && !sibling_exists -> sibling_exists=true; printf("STEP another partition of the folder has moved: the sibling exists\n") }
#endif
  REQUESTS(0,DATA) REQUESTS(0,SIBLING) REQUESTS(1,DATA) REQUESTS(1,SIBLING)
#ifdef SLOW_STATE
  :: d_step { late ->
       if :: late_current -> st_moved=true; current[0]=false; current[1]=false; printf("STEP the move under way arrives in the state\n") :: else fi;
       late=false; late_current=false }
#endif
  od
}

init { atomic { run Storage(); run Worker(0); run Worker(1) } }
