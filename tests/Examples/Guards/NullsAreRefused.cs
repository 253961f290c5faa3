using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Campaigns;
using Holdfast.Testing;

namespace Holdfast.Tests.Examples.Guards;

/// <summary>Null is refused by the name of the parameter wherever it was, and in front of anything
/// else: in the protocols, in the world, and in the kit for other people's tests.</summary>
public sealed class NullsAreRefused
{
    [Fact]
    public void By_every_guard_of_the_protocols() => GuardList.Holds(typeof(IkeHeader).Assembly);

    [Fact]
    public void By_every_guard_of_the_world() => GuardList.Holds(typeof(Swarm).Assembly);

    [Fact]
    public void By_every_guard_of_the_kit() =>
        GuardList.Holds(typeof(HoldfastArbitraries).Assembly);

    [Fact]
    public void A_guard_that_is_none_is_seen()
    {
        var guards = NullGuard.In(typeof(NullsAreRefused).Assembly)
            .Where(guard => guard.Method.DeclaringType == typeof(Guarded)).ToArray();
        Assert.Equal(
            ["late", "one", "other"], guards.Select(guard => guard.Parameter.Name).Order());
        Assert.Equal(
            ["NullsAreRefused.Guarded.Late(late): late: null is taken"],
            guards.Select(guard => guard.Refuses()).OfType<string>());
    }

    private ref struct Guarded
    {
        public static bool IsOff { get; set; } = true;

        public static void Late(string late)
        {
            if (!IsOff)
            {
                ArgumentNullException.ThrowIfNull(late);
            }
        }

        public readonly int Of(ReadOnlySpan<byte> span, Action one, in Guarded self, object other)
        {
            ArgumentNullException.ThrowIfNull(one);
            ArgumentNullException.ThrowIfNull(other);
            return span.Length + self.GetHashCode();
        }

        public override readonly int GetHashCode() => 0;
    }
}
