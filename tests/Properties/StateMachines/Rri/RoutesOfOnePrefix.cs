using Holdfast.StateMachines;
using Holdfast.StateMachines.Rri;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Rri.ReverseRouteInjection;
using RouteMachine = Holdfast.StateMachines.Machine<
    Holdfast.StateMachines.Rri.ReverseRouteInjection.Config,
    Holdfast.StateMachines.Rri.ReverseRouteInjection.State,
    Holdfast.StateMachines.Rri.ReverseRouteInjection.Input,
    Holdfast.StateMachines.Rri.ReverseRouteInjection.Output>;

namespace Holdfast.Tests.Properties.StateMachines.Rri;

/// <summary>
/// The machine of one prefix over all histories, judged by what was told to it and by what it put
/// out, never by what it says of itself.
/// </summary>
public sealed class RoutesOfOnePrefix
{
    private const int Runs = 300;

    private static readonly Config[] Configs =
    [
        RouteWorld.Checked(new()),
        RouteWorld.Checked(new() { DrainFor = TimeSpan.FromTicks(3) }),
        RouteWorld.Checked(new() { WhenContested = ConflictRule.NewestWins }),
    ];

    /// <summary>I14.</summary>
    [Fact]
    public void A_route_stands_only_where_an_SA_of_its_is_usable_and_this_member_is_active() =>
        ForAll.Cases(Runs, Draw, drawn => StandsWhereItMay(Machine, drawn));

    /// <summary>I14, the safe order.</summary>
    [Fact]
    public void Whoever_gives_the_address_up_has_withdrawn_the_route_before() =>
        ForAll.Cases(Runs, Draw, drawn => IsWithdrawnFirst(Machine, drawn));

    [Fact]
    public void That_two_peers_claim_one_prefix_is_told_while_they_do() =>
        ForAll.Cases(Runs, Draw, drawn => TellsOfConflicts(Machine, drawn));

    /// <summary>I15: whoever deletes the old SA of a rekey early takes no route away by that.
    /// </summary>
    [Fact]
    public void An_SA_that_is_to_go_waits_for_the_one_that_is_there_already_and_no_longer() =>
        ForAll.Cases(Runs, Draw, drawn => WaitsForItsSuccessor(Machine, drawn));

    internal static (Config Config, Moment[] History) Draw(Choices choices) => (
        choices.Of(Configs), Moment.DrawMany(choices, Machine.Alphabet.Count));

    internal static void StandsWhereItMay(
        RouteMachine machine, (Config Config, Moment[] History) drawn)
    {
        var known = new Claims();
        var stands = false;
        foreach (var visit in machine.Walk(drawn.Config, drawn.History))
        {
            known.Take(visit.Input);
            foreach (var output in visit.Next.Outputs)
            {
                stands = Stands(output, stands);
                known.Hear(output);
            }

            // With one peer there is nobody to choose between.
            Assert.True(
                !stands || known.IsUsable || known.IsAwaited,
                $"{visit.Input}: a route over nothing");
            Assert.True(
                stands || !known.IsUsable || known.Peers > 1, $"{visit.Input}: no route");
        }
    }

    internal static void WaitsForItsSuccessor(
        RouteMachine machine, (Config Config, Moment[] History) drawn)
    {
        var known = new Claims();
        var stands = false;
        foreach (var visit in machine.Walk(drawn.Config, drawn.History))
        {
            var stood = stands;
            var isAwaited = visit.Input is Input.SaDown(var sa) && known.IsNeeded(sa);
            known.Take(visit.Input);
            foreach (var output in visit.Next.Outputs)
            {
                stands = Stands(output, stands);
                known.Hear(output);
            }

            Assert.True(
                !stood || stands || !isAwaited || known.Peers > 1,
                $"{visit.Input}: no route, though an SA was there to wait for");
            Assert.True(
                known.Going == 0 || known.IsAwaited || !stands,
                $"{visit.Input}: what was to go is kept without a reason");
        }
    }

    internal static void IsWithdrawnFirst(
        RouteMachine machine, (Config Config, Moment[] History) drawn)
    {
        var stands = false;
        foreach (var visit in machine.Walk(drawn.Config, drawn.History))
        {
            foreach (var output in visit.Next.Outputs)
            {
                stands = Stands(output, stands);
                Assert.False(stands && output is Output.Yield, $"{visit.Input}: yields too early");
            }
        }
    }

    internal static void TellsOfConflicts(
        RouteMachine machine, (Config Config, Moment[] History) drawn)
    {
        var known = new Claims();
        var isTold = false;
        foreach (var visit in machine.Walk(drawn.Config, drawn.History))
        {
            known.Take(visit.Input);
            foreach (var output in visit.Next.Outputs)
            {
                known.Hear(output);
                isTold = output switch
                {
                    Output.Conflict => true,
                    Output.ConflictEnded => false,
                    Output.Guard or Output.Unguard or Output.Add or Output.Replace
                        or Output.Withdraw or Output.Release or Output.Yield
                        or Output.Refused => isTold,
                };
            }

            Assert.True(isTold == known.Peers > 1, $"{visit.Input}: {known.Peers} peers");
        }
    }

    private static bool Stands(Output output, bool stands) => output switch
    {
        Output.Add or Output.Replace => true,
        Output.Withdraw => false,
        Output.Guard or Output.Unguard or Output.Conflict or Output.ConflictEnded
            or Output.Release or Output.Yield or Output.Refused => stands,
    };

    /// <summary>Who claims the prefix by which SAs, by what was told alone.</summary>
    private sealed class Claims
    {
        private readonly Dictionary<ulong, (ulong Peer, bool IsReady)> _sas = [];
        private readonly Dictionary<ulong, (ulong Peer, bool IsReady)> _going = [];
        private bool _isActive;

        public bool IsUsable => _isActive && _sas.Values.Any(one => one.IsReady);

        /// <summary>SAs that were told to go and are not let go.</summary>
        public int Going => _going.Count;

        /// <summary>Whether an SA is the last one that is ready, and others of its peer are not.
        /// </summary>
        public bool IsNeeded(ulong sa) =>
            _sas.TryGetValue(sa, out var one) && one.IsReady
            && _sas.Count(other => other.Value.IsReady) == 1
            && _sas.Values.Any(other => other.Peer == one.Peer && !other.IsReady);

        /// <summary>Whether one that was to go carries traffic for one that is not ready yet.
        /// </summary>
        public bool IsAwaited => _isActive && _going.Values.Any(old =>
            old.IsReady
            && _sas.Values.Any(one => one.Peer == old.Peer)
            && !_sas.Values.Any(one => one.Peer == old.Peer && one.IsReady));

        public int Peers => _sas.Values.Select(one => one.Peer).Distinct().Count();

        public void Hear(Output output)
        {
            if (output is Output.Release(var sa))
            {
                _going.Remove(sa);
            }
            else if (output is Output.Withdraw)
            {
                // What still waits, waits for neighbours.
                _going.Clear();
            }
        }

        public void Take(Input input)
        {
            switch (input)
            {
                case Input.SaUp(var claim):
                    _going.Remove(claim.Sa);
                    _sas[claim.Sa] = (claim.Peer, claim.IsReady);
                    break;
                case Input.SaReady(var sa) when _sas.TryGetValue(sa, out var known):
                    _sas[sa] = known with { IsReady = true };
                    break;
                case Input.SaDown(var sa):
                    if (_sas.Remove(sa, out var gone))
                    {
                        _going[sa] = gone;
                    }

                    break;
                case Input.SaLost(var sa):
                    _sas.Remove(sa);
                    _going.Remove(sa);
                    break;
                case Input.Rekey(var old, var claim):
                    Rekey(old, claim);
                    break;
                case Input.PeerDead(var peer):
                    Forget(one => one.Peer == peer);
                    break;
                case Input.Promoted:
                    _isActive = true;
                    break;
                case Input.Demoted:
                    _isActive = false;
                    foreach (var (sa, known) in _sas.ToList())
                    {
                        _sas[sa] = known with { IsReady = false };
                    }

                    break;
                case Input.Drain:
                    _isActive = false;
                    break;
                case Input.SaReady or Input.Protect or Input.Unprotect or Input.NextHopChange
                    or Input.Tick:
                    break;
            }
        }

        // Until the new SA carries traffic the old one does; what is ready stays so.
        private void Rekey(ulong old, Claim claim)
        {
            var isReady = claim.IsReady
                || (_sas.TryGetValue(claim.Sa, out var known) && known.IsReady)
                || (_going.TryGetValue(claim.Sa, out known) && known.IsReady);
            if (isReady && old != claim.Sa)
            {
                _sas.Remove(old);
            }

            _going.Remove(claim.Sa);
            _sas[claim.Sa] = (claim.Peer, isReady);
        }

        private void Forget(Func<(ulong Peer, bool IsReady), bool> isGone)
        {
            foreach (var sa in _sas.Where(one => isGone(one.Value)).Select(one => one.Key).ToList())
            {
                _sas.Remove(sa);
            }
        }
    }
}
