/*
 * The fence: one partition changes hands, and the routing that files its rows changes with it.
 * See "The fence" in docs/delivery-guarantees.md, and there how to run this and how to read what it finds.
 *
 * Properties
 *   once         no row is in the files of both routings (within one routing `seq` trims)
 *   none passed  the position in the state passes no row that is in no file
 *   in office    a session that owns the partition is never thrown out of the state
 *   all in       when nobody claims or dies any more, the session in office gets every row into a file
 *
 * Abstractions
 *   One address, so that each routing has one file. A commit that changes a file raises its `seq`, so `seq` stands for the ETag, and
 *   "load, commit under If-Match, on a conflict load again and trim" is one step: tries that fail change nothing.
 *   The ETag of the state: current[w] says that worker w knows it. Every write makes it unknown to all others.
 *   Compare-and-swap of ownership is one step, anybody may win it at any time. Receiving is always possible, owner or not: clients attach
 *   again silently. A session that learned that it is lost and still commits what it may is one that has not looked yet.
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
#ifndef WORKERS
#define WORKERS 2
#endif
#ifndef SECOND_NAME
#define SECOND_NAME 2        /* 1: the second worker has the name of the first, as after a restart in its place */
#endif
#ifndef SECOND_WANTS
#define SECOND_WANTS NEW     /* the routing for which the second worker is configured; the first one wants OLD */
#endif
#ifndef THIRD_NAME
#define THIRD_NAME 3
#endif
#ifndef THIRD_WANTS
#define THIRD_WANTS OLD
#endif

#define OLD 0
#define NEW 1

/* Phases of a session. */
#define OUT            0
#define OWNS           1     /* won the ownership record */
#define HAS_READ       2     /* has read the state */
#define HAS_LOOKED     3     /* and looked after it that the ownership record names it */
#define HAS_CLAIMED    4     /* is named in the state */
#define RUNS           5
#define STOPPED        6     /* the state is missing: asks for somebody */
#define HAS_EARLY_END  7     /* only where a rule is taken out */

/* Session ids: ownership, looks, the state and "what was read back is ours" compare the session, not the name of the worker. */
#ifdef WITHOUT_SESSION_IDS
#define OWNER_IS_ME (owner_name==name)
#define STATE_IS_MINE (st_name==name)
#else
#define OWNER_IS_ME (owner==session)
#define STATE_IS_MINE (st_owner==session)
#endif

/* Drain: the routing is switched only behind the barrier. */
#ifdef WITHOUT_DRAIN
#define BARRIER_REACHED true
#else
#define BARRIER_REACHED (committed>=barrier)
#endif

/* Flush before the switch: what was received is committed and saved. */
#ifdef WITHOUT_FLUSH_BEFORE_SWITCH
#define FLUSHED true
#else
#define FLUSHED (committed==received)
#endif

/* The routing of the state: up to the barrier rows are filed as the former owner filed them. */
#ifdef WITHOUT_ROUTING_OF_STATE
#define ROUTING_AT_START wanted
#else
#define ROUTING_AT_START read_routing
#endif

/* Assumed of the service: the end that it answers is never older than an event that it has delivered. */
#ifdef ASSUMPTION_OLD_END
#define END_AS_ANSWERED (end_of_partition>0 -> end_of_partition-1 : 0)
#else
#define END_AS_ANSWERED end_of_partition
#endif

#define FIRST(n) ((1<<(n))-1)                        /* rows 1..n as bits */
#define BETWEEN(a,b) (FIRST(b) & ~FIRST(a))          /* rows a+1..b */
#define MAX(a,b) ((a)>(b) -> (a) : (b))

byte end_of_partition;
byte rows[2], seq[2];                    /* the file of each routing: its rows, and the `seq` in its metadata */
byte owner, owner_name, claims, deaths;  /* the ownership record */
bool state_exists, mirror_exists;
byte st_owner, st_name, st_position; bit st_routing;
bool current[WORKERS];
byte in_office[WORKERS];                 /* for the monitor: the session that runs */
bool calm;                               /* nobody claims or dies any more */
#ifdef SLOW_STATE                        /* a write of the state that was given up, and is still under way */
bool late, late_current, late_is_claim; byte late_owner, late_name, late_position; bit late_routing;
#define KILLS_LATE late_current=false;
#else
#define KILLS_LATE
#endif

inline wrote() { i=0; do :: i<WORKERS -> current[i]=(i==me); i++ :: else -> break od; i=0; KILLS_LATE }
inline once() { assert((rows[OLD]&rows[NEW])==0) }
inline none_passed() { assert(((rows[OLD]|rows[NEW])&FIRST(st_position))==FIRST(st_position)) }
#ifdef ONLY_ROWS            /* some rules are shown better by the rows that are doubled when they are taken out */
#define in_office_stays() skip
#else
#define in_office_stays() assert(owner!=session || !state_exists)
#endif
inline leave() {
  phase=OUT; session=0; routing=OLD; committed=0; received=0; proven=0; barrier=0; saved=0; read_position=0; read_routing=OLD;
  unknown=false; looking=false; waiting_save=false; waiting_routing=OLD; current[me]=false; in_office[me]=0
}

proctype Producer() {
end:
  do
  :: d_step { end_of_partition<ROWS -> end_of_partition++; printf("STEP row %d is sent\n",end_of_partition) }
  od
}

proctype Worker(byte me; byte name; bit wanted) {
  byte phase, session, committed, received, proven, barrier, saved, read_position, i, from;
  bit routing, read_routing, waiting_routing;
  bool unknown, looking, waiting_save;
end:
  do
  /* ---- A claim: ownership; read the state; look; write the state; then the end of the partition. */

  /* The barrier after the claim: the end is read when the former owner can be let in no more. */
#ifdef WITHOUT_BARRIER_AFTER_CLAIM
  :: d_step { phase==OUT && !calm && claims<CLAIMS -> barrier=end_of_partition; phase=HAS_EARLY_END; printf("STEP w%d reads the end of the partition too early: %d\n",me,barrier) }
  :: d_step { phase==HAS_EARLY_END && !calm && claims<CLAIMS ->
#else
  :: d_step { phase==OUT && !calm && claims<CLAIMS ->
#endif
       claims++; session=claims; owner=session; owner_name=name; phase=OWNS; printf("STEP w%d owns the partition: session %d\n",me,session) }

  /* A missing state beside an existing mirror stops the partition. */
  :: d_step { phase==OWNS -> current[me]=true;
       if
#ifndef WITHOUT_STOP_WHEN_MISSING
       :: !state_exists && mirror_exists -> phase=STOPPED; printf("STEP w%d finds no state beside a mirror: stops\n",me)
#endif
       :: state_exists -> read_position=st_position; read_routing=st_routing; phase=HAS_READ; printf("STEP w%d reads the state: position %d, routing %d\n",me,st_position,st_routing)
       :: else -> read_position=0; read_routing=wanted; phase=HAS_READ; printf("STEP w%d finds no state\n",me)
       fi }

  /* The look in the claim, after the read and before the write. */
#ifdef WITHOUT_LOOK_IN_CLAIM
  :: d_step { phase==HAS_READ -> phase=HAS_LOOKED }
#else
  :: d_step { phase==HAS_READ ->
       if :: OWNER_IS_ME -> phase=HAS_LOOKED; printf("STEP w%d looks: it owns the partition\n",me)
          :: else -> printf("STEP w%d looks: another owns the partition, it gives up\n",me); leave()
       fi }
#endif

  /* The state comes first: no row is received before owner, position and routing are durable. */
#ifdef WITHOUT_STATE_FIRST
  :: d_step { phase==HAS_LOOKED && !state_exists && !mirror_exists -> routing=wanted; phase=RUNS; in_office[me]=session; printf("STEP w%d runs without a state, routing %d\n",me,routing) }
#endif
  :: d_step { phase==HAS_LOOKED ->
       if :: current[me] -> state_exists=true; mirror_exists=true; st_owner=session; st_name=name; st_position=read_position; st_routing=read_routing; wrote(); phase=HAS_CLAIMED;
                            printf("STEP w%d writes its session into the state: position %d, routing %d\n",me,st_position,st_routing)
          :: else ->
  /* On a conflict the claim begins again: the look as well. */
#ifdef WITHOUT_LOOK_AGAIN
             current[me]=true; read_position=st_position; read_routing=st_routing; printf("STEP w%d meets a newer state, reads it, does not look again\n",me)
#else
             phase=OWNS; printf("STEP w%d meets a newer state: begins again at the read\n",me)
#endif
       fi }
#ifdef SLOW_STATE
  :: d_step { phase==HAS_LOOKED && state_exists && current[me] && !late ->
       late=true; late_is_claim=true; late_current=true; late_owner=session; late_name=name; late_position=read_position; late_routing=read_routing; phase=OWNS;
       printf("STEP w%d writes its session into the state, no answer (under way): begins again at the read\n",me) }
#endif

  :: d_step { phase==HAS_CLAIMED ->
#ifndef WITHOUT_BARRIER_AFTER_CLAIM
       barrier=END_AS_ANSWERED;
#endif
       routing=ROUTING_AT_START; committed=read_position; received=read_position; proven=read_position; saved=read_position; in_office[me]=session; phase=RUNS;
       printf("STEP w%d runs: barrier %d, routing %d\n",me,barrier,routing) }

  /* ---- Rows. */

  :: d_step { phase==RUNS && received<end_of_partition && !unknown -> received++; printf("STEP w%d receives row %d\n",me,received) }

  /* The look before a commit, begun after its newest row was received. A look that names another ends the session. */
#if defined(WITHOUT_LOOK_BEFORE_COMMIT)
  :: d_step { phase==RUNS && proven<received -> proven=received }
#elif defined(WITHOUT_LOOK_AFTER_RECEIVING)
  :: d_step { phase==RUNS && !looking ->
       if :: OWNER_IS_ME -> looking=true; printf("STEP w%d begins a look (received %d): it owns the partition\n",me,received) :: else -> leave() fi }
  :: d_step { phase==RUNS && looking && proven<received -> proven=received; looking=false; printf("STEP w%d lets rows up to %d join the look\n",me,proven) }
#else
  :: d_step { phase==RUNS && proven<received ->
       if :: OWNER_IS_ME -> proven=received; printf("STEP w%d looks: it owns the partition, rows up to %d may be committed\n",me,proven)
          :: else -> printf("STEP w%d looks: another owns the partition, the session ends\n",me); leave()
       fi }
#endif

  :: d_step { phase==RUNS && !unknown && committed<proven ->
       from=MAX(seq[routing],committed);
       if :: proven>from -> rows[routing]=rows[routing]|BETWEEN(from,proven); seq[routing]=proven :: else fi;
       from=0; committed=proven; printf("STEP w%d commits up to %d under routing %d: rows of routing 0 %x, of routing 1 %x\n",me,proven,routing,rows[OLD],rows[NEW]); once() }
  :: d_step { phase==RUNS && !unknown && committed<proven && seq[routing]<proven ->
       from=MAX(seq[routing],committed); rows[routing]=rows[routing]|BETWEEN(from,proven); seq[routing]=proven;
       from=0; printf("STEP w%d commits up to %d under routing %d, the answer is lost: rows of routing 0 %x, of routing 1 %x\n",me,proven,routing,rows[OLD],rows[NEW]); once() }

  /* ---- The position. */

  /* A save is conditional: it never writes over another owner's state. */
#ifdef WITHOUT_CONDITIONAL_SAVE
  :: d_step { phase==RUNS && saved<committed ->
       st_owner=session; st_name=name; st_position=committed; st_routing=routing; wrote(); saved=committed; printf("STEP w%d saves position %d over whatever is there\n",me,committed); none_passed() }
#else
  :: d_step { phase==RUNS && saved<committed && current[me] ->
#ifdef WITHOUT_STATE_FIRST
       if :: !state_exists -> state_exists=true; mirror_exists=true; st_owner=session; st_name=name; st_routing=routing :: else fi;
#endif
       assert(st_position<=committed); st_position=committed; wrote(); saved=committed; unknown=false; printf("STEP w%d saves position %d\n",me,committed); none_passed() }
#endif
  /* One gate: a save takes the routing when it is written, not when it began to wait. */
#ifdef WITHOUT_ONE_GATE
  :: d_step { phase==RUNS && !waiting_save -> waiting_save=true; waiting_routing=routing; printf("STEP w%d prepares a save with routing %d\n",me,routing) }
  :: d_step { phase==RUNS && waiting_save && current[me] -> st_routing=waiting_routing; wrote(); waiting_save=false; printf("STEP w%d writes the save it prepared: routing %d\n",me,st_routing) }
#endif
  :: d_step { phase==RUNS && (saved<committed || routing!=wanted) && !current[me] ->
       if :: STATE_IS_MINE && state_exists -> current[me]=true; routing=st_routing; unknown=false; printf("STEP w%d reads its state back: position %d, routing %d\n",me,st_position,st_routing)
          :: else -> in_office_stays(); printf("STEP w%d finds another session in the state, the session ends\n",me); leave()
       fi }

  /* ---- The switch. */

  :: d_step { phase==RUNS && !unknown && routing!=wanted && current[me] && saved==committed && BARRIER_REACHED && FLUSHED ->
       st_routing=wanted; st_position=committed; wrote(); routing=wanted; printf("STEP w%d switches to routing %d at row %d\n",me,wanted,committed) }
#ifdef SLOW_STATE
  /* A switch of unknown outcome: nothing is received or committed until it was read back, or a later save kills the one under way. */
  :: d_step { phase==RUNS && !unknown && routing!=wanted && current[me] && saved==committed && BARRIER_REACHED && FLUSHED && !late ->
       late=true; late_is_claim=false; late_current=true; late_position=committed; late_routing=wanted;
#ifndef WITHOUT_KNOWN_SWITCH
       unknown=true;
#endif
       printf("STEP w%d switches to routing %d, no answer (under way); it reads back: not there\n",me,wanted) }
  :: d_step { phase==RUNS && unknown && current[me] -> wrote(); unknown=false; printf("STEP w%d saves again: the switch under way can arrive no more\n",me) }
#endif

  :: d_step { phase!=OUT && !calm && deaths<DEATHS -> deaths++; printf("STEP w%d dies\n",me); leave() }
  od
}

#ifdef SLOW_STATE
inline arrived() { late=false; late_current=false; late_is_claim=false; late_owner=0; late_name=0; late_position=0; late_routing=OLD }
proctype Network() {
  byte i;
end:
  do
  :: d_step { late && late_current ->
       if :: late_is_claim -> st_owner=late_owner; st_name=late_name :: else fi;
       st_position=late_position; st_routing=late_routing; i=0; do :: i<WORKERS -> current[i]=false; i++ :: else -> break od; i=0; arrived();
       printf("STEP the write under way arrives: owner %d, position %d, routing %d\n",st_owner,st_position,st_routing) }
  :: d_step { late -> arrived(); printf("STEP the write under way is lost\n") }
  od
}
#endif

#ifdef STATE_IS_LOST
proctype Vandal() {
  byte i;
end:
  if
  :: d_step { state_exists && end_of_partition>0 ->
       state_exists=false; st_owner=0; st_name=0; st_position=0; st_routing=OLD; i=0; do :: i<WORKERS -> current[i]=false; i++ :: else -> break od; i=0; printf("STEP the state is deleted\n") }
  :: d_step { calm -> skip }
  fi
}
#endif

proctype Monitor() {
  byte i;
  calm=true;                 /* at any moment */
  timeout;                   /* when no step is possible any more */
  do
  :: i<WORKERS ->
       if :: in_office[i]!=0 && in_office[i]==owner && state_exists -> assert(end_of_partition==ROWS && st_position==ROWS && (rows[OLD]|rows[NEW])==FIRST(ROWS))
          :: else
       fi; i++
  :: else -> break
  od
}

init {
  atomic {
    run Producer(); run Worker(0,1,OLD); run Worker(1,SECOND_NAME,SECOND_WANTS);
#if WORKERS>2
    run Worker(2,THIRD_NAME,THIRD_WANTS);
#endif
#ifdef SLOW_STATE
    run Network();
#endif
#ifdef STATE_IS_LOST
    run Vandal();
#endif
    run Monitor()
  }
}
