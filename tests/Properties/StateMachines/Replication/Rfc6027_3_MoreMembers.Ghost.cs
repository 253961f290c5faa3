using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.Codec.Samples;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Output = Holdfast.StateMachines.Replication.SaReplication.Output;
using Role = Holdfast.StateMachines.Replication.SaReplication.Role;

namespace Holdfast.Tests.Properties.StateMachines.Replication;

/// <content>Who looks on.</content>
public sealed partial class Rfc6027_3_MoreMembers
{
    /// <summary>An observer who sees all members at once.</summary>
    private sealed class Ghost
    {
        private readonly MemberGroup _group;
        private readonly Epoch[] _stored;
        private readonly Dictionary<ulong, (Position Position, HashSet<int> Had)> _facts = [];
        private readonly HashSet<Epoch> _epochs = [];
        private readonly bool[] _isHere;
        private readonly ulong[] _taken;
        private readonly bool[] _mustSync;
        private readonly Dictionary<uint, Octets> _requests = [];
        private bool _wereTwo;
        private byte _content;
        private readonly HashSet<Term> _jumps = [];
        private readonly Dictionary<Items<Term>, ulong> _granted = [];
        private ulong _ticket = 100;

        public Ghost(MemberGroup group)
        {
            _group = group;
            _stored = [.. Enumerable.Range(0, group.Count).Select(at => group[at]!.Seen.Epoch)];
            _isHere = new bool[group.Count];
            _taken = new ulong[group.Count];
            _mustSync = new bool[group.Count];
            _isHere[0] = true;
            group.OnOutput += See;
            group.OnStep += Note;
        }

        public void Play(Act act)
        {
            switch (act.Kind)
            {
                case Kind.Lease:
                    _group.Run(LeaseTime);
                    Lease(act.One);
                    break;
                case Kind.Request:
                    Request(act.One);
                    break;
                case Kind.Wait:
                    _group.Run(TimeSpan.FromMilliseconds(400));
                    break;
                case Kind.WaitLong:
                    _group.Run(TimeSpan.FromMilliseconds(1_500));
                    break;
                case Kind.Cut when act.One != act.Other:
                    _group.Cut(act.One, act.Other);
                    break;
                case Kind.Heal:
                    _group.Heal();
                    break;
                case Kind.Lose:
                    _group.Lose(act.One);
                    break;
                case Kind.Crash when _group.Alive.Count() > 1:
                    _group.Crash(act.One);
                    break;
                case Kind.Restart when _group[act.One] is null:
                    _isHere[act.One] = false;
                    _group.Restart(act.One, _stored[act.One]);
                    break;
                case Kind.Move:
                    Enumerable.Range(0, _group.Count).ToList().ForEach(at => Put(at, false));
                    Put(act.One, true);
                    break;
                case Kind.SplitFirstHop:
                    Put(act.One, true);
                    break;
                case Kind.Cut or Kind.Crash or Kind.Restart:
                    break;
            }
        }

        /// <summary>After the last fault one member reigns and every other one is synced.
        /// </summary>
        public void ComesToRest()
        {
            _group.Heal();
            foreach (var at in Enumerable.Range(0, _group.Count).Where(at => _group[at] is null))
            {
                Play(new(Kind.Restart, at, 0));
            }

            Play(new(Kind.Move, 0, 0));
            _group.Run(TimeSpan.FromSeconds(10));
            _group.ExpectWhole(0);

            _group.Run(LeaseTime);
            Lease(0);
            _group.Run(TimeSpan.FromMilliseconds(100));
            Assert.True(_group.Committed.Contains(_ticket) || _group.Known(0) == 0, "no effect");
        }

        private void Put(int at, bool isHere)
        {
            if (_isHere[at] != isHere)
            {
                _isHere[at] = isHere;
                _group.Do(at, new Input.Authority(isHere));
            }
        }

        // So many numbers in so much time as the rate allows.
        private void Lease(int at)
        {
            if (_group[at]?.Role is Role.Active
                && _group[at]!.Replica.Sas.Children.Find(MemberGroup.Child.Inbound.Value)
                    is not null)
            {
                var before = _group[at]!.Replica.Index;
                var beyond = Math.Max(_group.Known(at), _taken[at]);
                _group.Propose(at, ++_ticket, MemberGroup.Lease(beyond + 100));
                if (_group[at]!.Replica.Index > before)
                {
                    _facts[_ticket] = (_group[at]!.Replica.Last, []);
                    Note(at);
                }

                _group.Settle();
            }
        }

        // A window of one: the former request was answered; who must, synchronises first.
        private void Request(int at)
        {
            if (_group[at] is not { Role: Role.Active } state
                || state.Replica.Sas.Ikes.Find(MemberGroup.Sa.Key) is not { } ike)
            {
                return;
            }

            if (_mustSync[at])
            {
                var m1 = Math.Max(ike.NextRequest, ike.SyncSent) + 1;
                var next = Math.Max(m1, _requests.Keys.DefaultIfEmpty().Max() + 1);
                _group.Propose(at, ++_ticket, new Change.SyncSent(ike.Id, m1));
                _group.Propose(at, ++_ticket, new Change.MessageIdsSynced(
                    ike.Id, next, ike.NextExpected, Seen: 0));
                _mustSync[at] = false;
            }
            else
            {
                ike.Requests.ToList().ForEach(open => _group.Propose(
                    at, ++_ticket, new Change.RequestAnswered(ike.Id, open.Id)));
                _group.Propose(at, ++_ticket, new Change.RequestSent(
                    ike.Id, new(ike.NextRequest, [new([++_content])], default)));
            }

            _group.Settle();
        }

        /// <summary>I6: an ID stands for one request, but for two that act at the same time.
        /// </summary>
        private void CheckRequest(uint id, Octets content)
        {
            Assert.True(
                _wereTwo || !_requests.TryGetValue(id, out var before) || before == content,
                $"message ID {id} stands for two requests");
            _requests[id] = content;
        }

        /// <summary>Who has folded which fact, were it only for a time.</summary>
        private void Note(int at)
        {
            _wereTwo |= _group.Alive.Count(one => _group[one]!.Role is Role.Active) > 1;
            if (_group[at] is { Replica: var replica })
            {
                foreach (var (position, had) in _facts.Values)
                {
                    if (replica.Lineage.Contains(position, replica.Index))
                    {
                        had.Add(at);
                    }
                }
            }
        }

        private void See(int at, Output output)
        {
            switch (output)
            {
                case Output.PersistEpoch(var epoch):
                    _stored[at] = epoch;
                    break;
                case Output.SendThrough(_, var number, _):
                    var jumps = JumpsOf(at);
                    _granted[jumps] = Math.Max(_granted.GetValueOrDefault(jumps), number);
                    break;
                case Output.Committed(var ticket) when _facts.TryGetValue(ticket, out var fact):
                    CheckRule(at, fact.Had);
                    break;
                case Output.Transmit(_, var id, var octets, false):
                    CheckRequest(id, octets[0]);
                    break;
                case Output.Contested:
                    _mustSync[at] = true;
                    break;
                case Output.Reign(var takeover):
                    _mustSync[at] = takeover.Ikes.Any(
                        plan => plan.Action == IkeTakeover.Synchronise);
                    CheckTakeover(at, takeover);
                    break;
                default:
                    break;
            }
        }

        /// <summary>Enough members had it; fewer, where no other one is synced.</summary>
        private void CheckRule(int active, HashSet<int> had)
        {
            var lacking = _group.Alive
                .Where(at => at != active && !had.Contains(at) && IsSynced(at, active)).ToArray();
            var enough = _group.ConfigOf(active).Settings.Commit switch
            {
                CommitRule.All => false,
                CommitRule.Majority => 2 * had.Count > _group.Count,
                CommitRule.One => had.Count > 1,
            };
            Assert.True(enough || lacking.Length == 0, $"{string.Join(", ", lacking)} lacks a fact");
        }

        private bool IsSynced(int at, int active) =>
            _group[at] is { Role: Role.Standby { Standing: SaReplication.Standing.Synced synced } }
                state
            && state.Seen == _group[active]!.Seen
            && _group.Now < synced.From + _group.ConfigOf(at).Settings.SyncedFor;

        /// <summary>
        /// I1b: no number is sent that may have been sent, but for two that act at the same time,
        /// and but for reigns of a line that jumped and was not heard of (docs/adr/0026); whoever
        /// knows everything is below nobody. No epoch begins twice.
        /// </summary>
        private void CheckTakeover(int at, Takeover takeover)
        {
            Assert.True(_epochs.Add(takeover.Epoch), $"{takeover.Epoch} begins twice");
            var known = JumpsOf(at);
            var isSynced = takeover.Standing == StandingKind.Synced;
            var granted = _granted
                .Where(line => isSynced || line.Key.All(jump => known.Contains(jump)))
                .Select(line => line.Value).DefaultIfEmpty().Max();
            foreach (var child in takeover.Children)
            {
                _taken[at] = child.Outbound.Taken;
                Assert.True(
                    _wereTwo || child.Outbound.Taken >= granted,
                    $"{at} as {takeover.Standing} goes on at {child.Outbound.Taken}, and "
                    + $"{granted} were granted");
            }

            if (!isSynced)
            {
                _jumps.Add(_group[at]!.Replica.Lineage.Last);
            }
        }

        // The reigns in the log of a member that began with a jump.
        private Items<Term> JumpsOf(int at) =>
        [
            .. _group[at]!.Replica.Lineage.Ancestors.AsEnumerable()
                .Select(one => one.Term).Where(_jumps.Contains),
        ];
    }
}
