using Holdfast.StateMachines.Rri;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Rri.ReverseRouteInjection;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Tests.Properties.StateMachines.Rri;

/// <summary>How many SAs a prefix counts: so many, and while each has a successor twice as many.
/// </summary>
public sealed class BoundsOfClaims
{
    [Fact]
    public void An_SA_is_refused_exactly_where_there_are_as_many_as_may_be()
    {
        var seen = new HashSet<(int Max, int Count)>();
        ForAll.Cases(
            300,
            choices => (
                Max: choices.Below(3) + 1,
                Inputs: Enumerable.Range(0, 40).Select(_ => Draw(choices)).ToArray()),
            drawn =>
            {
                var config = RouteWorld.Checked(new() { ClaimsMax = drawn.Max });
                var state = Initial(Role.Standby);
                foreach (var input in drawn.Inputs)
                {
                    var known = FactsOf(state).Claims;
                    var next = Step(config, state, Instant.Zero, input);
                    Assert.Equal(
                        IsTooMany(drawn.Max, [.. known], input),
                        next.Outputs.Any(output => output is Output.Refused));
                    state = next.State;
                    var count = FactsOf(state).Claims.Count;
                    Assert.InRange(count, 0, 2 * drawn.Max);
                    seen.Add((drawn.Max, count));
                }
            });

        // Every bound was stood at.
        Assert.All([1, 2, 3], max => Assert.Contains((max, 2 * max), seen));
    }

    private static bool IsTooMany(int max, List<Claim> known, Input input) => input switch
    {
        Input.SaUp(var claim) => IsOneMore(max, known, claim),
        Input.Rekey(var old, var claim) when old == claim.Sa || known.All(one => one.Sa != old) =>
            IsOneMore(max, known, claim),
        Input.Rekey(_, var claim) => known.Count >= 2 * max && !claim.IsReady
            && !known.Any(one => one.Sa == claim.Sa && one.IsReady),
        _ => false,
    };

    private static bool IsOneMore(int max, List<Claim> known, Claim claim) =>
        known.Count >= max && known.All(one => one.Sa != claim.Sa);

    private static Input Draw(Choices choices)
    {
        var (sa, isReady) = ((ulong)choices.Below(9) + 1, choices.Chance(30));
        var claim = new Claim(sa, 1, new(null, 1), isReady);
        return choices.Below(8) switch
        {
            0 or 1 or 2 => new Input.SaUp(claim),
            3 => new Input.SaDown(sa),
            _ => new Input.Rekey((ulong)choices.Below(9) + 1, claim),
        };
    }
}
