/*
 * Leaving a file that is full: one partition, two workers, and other partitions that feed the same folder.
 * See "Leaving a file" in docs/delivery-guarantees.md, and there how to run this and how to read what it finds.
 *
 * A file that is full stays writable: a former owner that finds room for its own rows still commits to it. So it is left only when what the
 * file holds at its ETag says so to everybody (as many blocks as may be), or after it was closed by a commit of its own (the next commit
 * would not fit, which others cannot know).
 *
 * Properties
 *   once         no row is in both files
 *   none passed  the position passes no row that is in no file
 *
 * Abstractions
 *   Routing and refusals stay out. Who may commit is not restricted at all: each session may commit whatever it has received, for ever, as a
 *   former owner that has not looked yet. Reading both files is one step; the commit follows at any time, under the ETag that was read. The
 *   commits of other partitions change the ETag of data.csv; that lets commits fail, which need no step of their own, and may close it.
 *
 * Rules: WITHOUT_<RULE> takes one out, and the model breaks.
 */
#ifndef ROWS
#define ROWS 3
#endif
#ifndef CLAIMS
#define CLAIMS 3
#endif
#ifndef DEATHS
#define DEATHS 1
#endif
#define WORKERS 2
#ifndef BLOCKS
#define BLOCKS 2             /* as many blocks as data.csv may have */
#endif

#define DATA 0
#define SIBLING 1

#define FIRST(n) ((1<<(n))-1)
#define BETWEEN(a,b) (FIRST(b) & ~FIRST(a))
#define MAX(a,b) ((a)>(b) -> (a) : (b))

/* Full is what the file holds at the ETag that was read: everybody sees the same, and nobody commits to it any more. */
#define IS_FULL (in_blocks>=BLOCKS)

/* All files are trimmed by, not only the one that grows. */
#ifdef WITHOUT_SEQ_OF_ALL
#define TRIM (sibling -> in_sibling : in_data)
#else
#define TRIM MAX(in_data,in_sibling)
#endif

byte rows[2], seq[2], blocks;
bool closed;                               /* in the metadata of data.csv */
byte claims, deaths, st_owner, st_position;

inline once() { assert((rows[DATA]&rows[SIBLING])==0) }
inline none_passed() { assert(((rows[DATA]|rows[SIBLING])&FIRST(st_position))==FIRST(st_position)) }
inline unload() { loaded=false; in_data=0; in_sibling=0; in_blocks=0; in_closed=false; sibling=false }
inline leave() { session=0; committed=0; received=0; unload() }

proctype Others() {
end:
  do
  :: d_step { !closed -> closed=true; printf("STEP another partition closes data.csv\n") }
  od
}

proctype Worker(byte me) {
  byte session, committed, received, in_data, in_sibling, in_blocks, row;
  bool loaded, in_closed, sibling;
end:
  do
  :: d_step { session==0 && claims<CLAIMS -> claims++; session=claims; st_owner=session; committed=st_position; received=st_position; printf("STEP w%d claims the partition: session %d at position %d\n",me,session,committed) }
  :: d_step { session!=0 && received<ROWS -> received++; printf("STEP w%d receives row %d\n",me,received) }

  :: d_step { session!=0 && committed<received && !loaded -> loaded=true; in_data=seq[DATA]; in_sibling=seq[SIBLING]; in_blocks=blocks; in_closed=closed; sibling=(in_closed || IS_FULL);
       printf("STEP w%d reads data.csv (up to %d, blocks %d, closed %d) and the sibling (up to %d)\n",me,in_data,in_blocks,in_closed,in_sibling) }

  /* Closed first: whether the next commit fits is known to one session alone, so data.csv is closed, under its ETag, before a row goes to the sibling. */
  :: d_step { loaded && !sibling ->
#ifdef WITHOUT_CLOSING
       sibling=true; printf("STEP w%d: its commit would not fit into data.csv, it takes the sibling\n",me)
#else
       if :: seq[DATA]==in_data && closed==in_closed -> closed=true; printf("STEP w%d: its commit would not fit into data.csv, it closes it\n",me)
          :: else -> printf("STEP w%d closes data.csv: a conflict\n",me)
       fi; unload()
#endif
       }

  :: d_step { loaded && !sibling && seq[DATA]==in_data && closed==in_closed ->
       row=MAX(TRIM,committed);
       if :: received>row -> rows[DATA]=rows[DATA]|BETWEEN(row,received); seq[DATA]=received; blocks++ :: else fi;
       committed=received; row=0; unload(); printf("STEP w%d commits up to %d to data.csv: data.csv %x, sibling %x\n",me,committed,rows[DATA],rows[SIBLING]); once() }
  :: d_step { loaded && sibling && seq[SIBLING]==in_sibling ->
       row=MAX(TRIM,committed);
       if :: received>row -> rows[SIBLING]=rows[SIBLING]|BETWEEN(row,received); seq[SIBLING]=received :: else fi;
       committed=received; row=0; unload(); printf("STEP w%d commits up to %d to the sibling: data.csv %x, sibling %x\n",me,committed,rows[DATA],rows[SIBLING]); once() }
  :: d_step { loaded -> unload(); printf("STEP w%d: a conflict, or an answer that is lost; reads again\n",me) }

  :: d_step { session!=0 && st_position<committed ->
       if :: st_owner==session -> st_position=committed; printf("STEP w%d saves position %d\n",me,st_position); none_passed()
          :: else -> printf("STEP w%d finds another session in the state, the session ends\n",me); leave()
       fi }
  :: d_step { session!=0 && deaths<DEATHS -> deaths++; printf("STEP w%d dies\n",me); leave() }
  od
}

init { atomic { run Others(); run Worker(0); run Worker(1) } }
