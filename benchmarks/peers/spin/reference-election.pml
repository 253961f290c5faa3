/* The reference election (src/Simulation/Scenarios/ReferenceElection.cs) for Spin: one process, all
   indices literal, which is the shape that Spin is fastest on. */
#ifndef MAXT
#define MAXT 2
#endif
#ifndef CMAX
#define CMAX 1
#endif
byte st[3], at[3], sb[3], crashes, ch[9];
#define NODE(i,j,k) \
  :: d_step { st[i] > 0 -> \
       if :: at[i] > 0 && st[i] != 4 -> at[i]-- :: else fi; \
       if :: sb[i] > 0 && st[i] != 3 -> sb[i]-- :: else fi; \
       if :: st[i] == 1 && (at[i] == 0 || sb[i] == 0) -> st[i] = 2 \
          :: st[i] == 2 && sb[i] == 0 -> st[i] = 3 \
          :: st[i] == 3 && at[i] == 0 -> st[i] = 4 \
          :: else fi; \
       if :: st[i] >= 2 -> ch[i*3+j] = st[i]-1; ch[i*3+k] = st[i]-1 :: else fi } \
  :: d_step { st[i] > 0 && crashes < CMAX -> st[i] = 0; at[i] = 0; sb[i] = 0; crashes++ } \
  :: d_step { st[i] == 0 -> st[i] = 1; at[i] = MAXT; sb[i] = MAXT }
#define LINK(i,j) \
  :: d_step { ch[i*3+j] > 0 && st[j] > 0 -> \
       if :: ch[i*3+j] == 3 -> \
               if :: st[j] == 4 && i > j -> st[j] = 2; at[j] = MAXT \
                  :: st[j] == 4 && i < j -> ch[j*3+i] = 3 \
                  :: st[j] != 4 && j > i && st[j] >= 2 -> st[j] = 4; ch[j*3+i] = 3 \
                  :: else -> at[j] = MAXT fi \
          :: ch[i*3+j] == 2 -> \
               if :: st[j] == 3 && i > j -> st[j] = 1; sb[j] = MAXT \
                  :: st[j] == 3 && i < j -> skip \
                  :: st[j] == 2 && j > i -> st[j] = 3 \
                  :: else -> sb[j] = MAXT fi \
          :: ch[i*3+j] == 1 -> \
               if :: st[j] == 2 && i > j -> st[j] = 1; sb[j] = MAXT :: else fi \
       fi; \
       ch[i*3+j] = 0 } \
  :: d_step { ch[i*3+j] > 0 -> ch[i*3+j] = 0 }
active proctype All() { do
  NODE(0,1,2) NODE(1,0,2) NODE(2,0,1)
  LINK(0,1) LINK(0,2) LINK(1,0) LINK(1,2) LINK(2,0) LINK(2,1)
  od }
