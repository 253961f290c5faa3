using Holdfast.StateMachines.Replication;
using Holdfast.Testing.Draws;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.StateMachines.Replication;

/// <summary>
/// RFC 4303 §3.3.3, RFC 6027 §3.4 (I5): over drawn histories of an SA anywhere in its numbers, with
/// any block, any jump and any end that somebody says, numbers grow, end at the last one, and each
/// that is skipped is gone from what the SA has left.
/// </summary>
public sealed class Rfc4303_3_3_3_NumbersNeverCycle
{
    private const int Runs = 2_000;
    private const int StepsMax = 40;

    private enum Kind
    {
        Send,
        Renew,
        Ask,
        TakeOver,
    }

    [Fact]
    [Requirement("RFC6027-3.4-b")]
    public void Numbers_grow_to_the_last_one_and_what_is_skipped_is_gone_over_drawn_histories() =>
        ForAll.Cases(Runs, Draw, history =>
        {
            var last = history.Extended ? ulong.MaxValue : uint.MaxValue;
            var lease = SequenceLease.TakenOver(history.From, history.Extended);
            var highest = Math.Min(history.From, last);
            UInt128 sent = 0, skipped = 0;
            foreach (var (kind, number, low) in history.Steps)
            {
                var before = lease;
                switch (kind)
                {
                    case Kind.Send:
                        for (var left = low + 1;
                            left > 0 && lease.TryTake(out var next, out lease); left--)
                        {
                            Assert.True(next > highest, $"{next} behind {highest}");
                            Assert.InRange(next, 1UL, last);
                            highest = next;
                            sent++;
                        }

                        break;
                    case Kind.Renew:
                        lease = lease.Renew(number);
                        Assert.Equal(before.Taken, lease.Taken);
                        Assert.Equal(
                            Math.Max(before.Through, Math.Min(number, last)), lease.Through);
                        break;
                    case Kind.Ask when lease.Wanted(number, low) is { } wanted:
                        Assert.InRange(wanted, lease.Through + 1, last);
                        lease = lease.Renew(wanted);
                        break;
                    case Kind.TakeOver:
                        // RFC 6311 §5.2: a jump beyond all that the other one may have sent.
                        var end = (UInt128)lease.Through + number;
                        lease = SequenceLease.TakenOver(
                            (ulong)UInt128.Min(end, ulong.MaxValue), history.Extended);
                        highest = lease.Taken;
                        Assert.Equal(UInt128.Min(end, last), (UInt128)lease.Taken);
                        skipped += lease.Taken - before.Taken;
                        break;
                }

                Assert.InRange(lease.Taken, before.Taken, lease.Through);
                Assert.InRange(lease.Through, lease.Taken, last);
                Assert.Equal(
                    (UInt128)last - Math.Min(history.From, last) - sent - skipped,
                    (UInt128)lease.Budget);
                Assert.Equal(lease.Taken == last, lease.IsSpent);
            }
        });

    /// <summary>Near the first number, the last one and the turn of 32 bits as often as elsewhere.
    /// </summary>
    private static (bool Extended, ulong From, (Kind, ulong, ulong)[] Steps) Draw(Choices choices)
    {
        var extended = choices.Chance(50);
        return (extended, Near(choices), [.. Enumerable.Range(0, choices.Below(StepsMax)).Select(
            _ => ((Kind)choices.Below(4), Size(choices), (ulong)choices.Below(12)))]);

        static ulong Near(Choices choices) => choices.Below(4) switch
        {
            0 => (ulong)choices.Below(20),
            1 => uint.MaxValue - 10UL + (ulong)choices.Below(20),
            2 => ulong.MaxValue - (ulong)choices.Below(20),
            _ => choices.Number(64),
        };

        static ulong Size(Choices choices) => choices.Chance(70)
            ? (ulong)choices.Below(24)
            : Near(choices);
    }
}
