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
            }

            // With one peer there is nobody to choose between.
            Assert.True(!stands || known.IsUsable, $"{visit.Input}: a route over nothing");
            Assert.True(
                stands || !known.IsUsable || known.Peers > 1, $"{visit.Input}: no route");
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
        private bool _isActive;

        public bool IsUsable => _isActive && _sas.Values.Any(one => one.IsReady);

        public int Peers => _sas.Values.Select(one => one.Peer).Distinct().Count();

        public void Take(Input input)
        {
            switch (input)
            {
                case Input.SaUp(var claim):
                    _sas[claim.Sa] = (claim.Peer, claim.IsReady);
                    break;
                case Input.SaReady(var sa) when _sas.TryGetValue(sa, out var known):
                    _sas[sa] = known with { IsReady = true };
                    break;
                case Input.SaDown(var sa):
                    _sas.Remove(sa);
                    break;
                case Input.SaLost(var sa):
                    _sas.Remove(sa);
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
                || (_sas.TryGetValue(claim.Sa, out var known) && known.IsReady);
            if (isReady && old != claim.Sa)
            {
                _sas.Remove(old);
            }

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
