using Holdfast.StateMachines;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Ike.SaAges;

namespace Holdfast.Tests.Properties.StateMachines.Ike;

/// <summary>
/// RFC 7296 §2.8 over histories: an SA of any lifetime and age, whose rekeys fail, are done or stay
/// without an answer, under any clock.
/// </summary>
public sealed class Rfc7296_2_8_Lifetimes
{
    private const int Runs = 2_000;
    private const uint Unix = 1_800_000_000;
    private static readonly Instant Born = Instant.FromMilliseconds(5_000);

    private static readonly Input[] Said =
    [
        new Input.Tick(), new Input.NumbersEnd(), new Input.Done(), new Input.Failed(),
    ];

    [Fact]
    [Requirement("RFC7296-2.8-c")]
    public void Whatever_fails_an_SA_is_told_to_end_once_its_time_is_over_and_rekeyed_no_more() =>
        ForAll.Cases(Runs, Draw, drawn =>
        {
            var (lifetime, birth, steps) = drawn;
            var state = Seen(lifetime, birth, Unix, Born);
            var age = TimeSpan.FromSeconds(
                birth.Made == 0 || birth.Made > Unix ? 0 : Unix - birth.Made);
            var (now, told) = (Born, default(Instant?));
            foreach (var (by, input) in steps)
            {
                now += by;
                var next = Decide(state, now, input);
                var ends = next.Outputs.Any(output => output is Output.End);
                var isOver = lifetime.Hard is { } hard
                    && now >= Born + (hard - age > Grace ? hard - age : Grace);

                // It is told as soon as somebody looks, again after a while, and never before.
                var looks = input is Input.Tick or Input.NumbersEnd;
                Assert.Equal(
                    isOver && looks && (told is null || now >= told + AgainAfter), ends);
                Assert.False(isOver && next.Outputs.Any(output => output is Output.Rekey));
                told = ends ? now : told;
                state = next.State;
            }
        });

    [Fact]
    public void A_tick_before_the_deadline_changes_nothing_and_one_at_it_does() =>
        ForAll.Cases(Runs, Draw, drawn =>
        {
            var (lifetime, birth, steps) = drawn;
            var (state, now) = (Seen(lifetime, birth, Unix, Born), Born);
            foreach (var (by, input) in steps)
            {
                now += by;
                state = Decide(state, now, input).State;
                if (Deadline(state) is { } due)
                {
                    var before = due - TimeSpan.FromTicks(1);
                    Assert.Equal(state, Decide(state, before, new Input.Tick()).State);
                    Assert.False(Decide(state, due, new Input.Tick()).Outputs.IsEmpty);
                }
                else
                {
                    Assert.Equal(
                        state,
                        Decide(state, now + TimeSpan.FromDays(9_000), new Input.Tick()).State);
                }
            }
        });

    /// <summary>What failed is asked for again after a while, and not more often: of the budget of
    /// all SAs one has no more than its part.</summary>
    [Fact]
    public void Between_two_rekeys_of_which_the_first_failed_is_a_while() =>
        ForAll.Cases(Runs, Draw, drawn =>
        {
            var (lifetime, birth, steps) = drawn;
            var (state, now, failed) = (
                Seen(lifetime, birth, Unix, Born), Born, default(Instant?));
            foreach (var (by, input) in steps)
            {
                now += by;
                var next = Decide(state, now, input);
                Assert.False(
                    next.Outputs.Any(output => output is Output.Rekey)
                    && now < failed + AgainAfter);
                failed = state is State.Rekeying && input is Input.Failed ? now : failed;
                state = next.State;
            }
        });

    /// <summary>RFC 7296 §2.8: SAs that were made at once are not rekeyed at once; each of a tenth
    /// of the time has as many.</summary>
    [Fact]
    public void A_share_of_the_jitter_is_drawn_by_the_SPI_and_all_of_it_is_used()
    {
        const int all = 4_096, parts = 8;
        var lifetime = Lifetime.Of(TimeSpan.FromHours(1));
        foreach (var high in (ulong[])[0, 1UL << 24, 0x0102_0304UL << 32])
        {
            var counts = new int[parts];
            for (var low = 0UL; low < all; low++)
            {
                var at = Assert.IsType<State.Aging>(
                    Seen(lifetime, new(Unix, high | low), Unix, Born)).RekeyAt!.Value - Born;
                Assert.InRange(at, TimeSpan.FromMinutes(54), TimeSpan.FromMinutes(60));
                var part = (at - TimeSpan.FromMinutes(54)).Ticks * parts
                    / TimeSpan.FromMinutes(6).Ticks;
                counts[Math.Min((int)part, parts - 1)]++;
            }

            Assert.All(counts, count => Assert.InRange(
                count, all / parts * 3 / 4, all / parts * 5 / 4));
        }
    }

    [Fact]
    public void Whoever_serves_it_an_SA_is_rekeyed_at_the_same_time_of_the_clock() =>
        ForAll.Cases(
            Runs,
            choices => (
                Rekey: choices.Below(1_000_000) + 1, Age: choices.Below(900_000),
                Later: choices.Below(900_000), Drawn: choices.Number(64)),
            drawn =>
            {
                var lifetime = Lifetime.Of(TimeSpan.FromSeconds(drawn.Rekey));
                var birth = new Birth(Unix - (uint)drawn.Age, drawn.Drawn);
                var one = Assert.IsType<State.Aging>(Seen(lifetime, birth, Unix, Born));
                var by = TimeSpan.FromSeconds(drawn.Later);
                var other = Assert.IsType<State.Aging>(
                    Seen(lifetime, birth, Unix + (uint)drawn.Later, Born + by));
                Assert.Equal(Instant.Latest(one.RekeyAt!.Value, Born + by), other.RekeyAt);
                Assert.Equal(Instant.Latest(one.EndAt!.Value, Born + by + Grace), other.EndAt);
            });

    private static (Lifetime, Birth, List<(TimeSpan By, Input Input)>) Draw(Choices choices)
    {
        var lifetime = choices.Below(6) switch
        {
            0 => default,
            1 => new Lifetime(null, TimeSpan.FromSeconds(choices.Below(500))),
            _ => Lifetime.Of(TimeSpan.FromSeconds(choices.Below(500))),
        };
        var made = choices.Below(4) switch
        {
            0 => 0u,
            1 => Unix + (uint)choices.Below(100),
            _ => Unix - (uint)choices.Below(900),
        };
        List<(TimeSpan, Input)> steps = [];
        for (var step = choices.Below(40); step >= 0; step--)
        {
            steps.Add((TimeSpan.FromSeconds(choices.Below(45)), choices.Of(Said)));
        }

        return (lifetime, new(made, choices.Number(64)), steps);
    }
}
