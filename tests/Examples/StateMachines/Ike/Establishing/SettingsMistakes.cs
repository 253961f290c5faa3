using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Establishing;

/// <summary>
/// Settings of both sides of the handshake, and of what follows it, wrong in each way: what is
/// told, and that of two mistakes the first is told.
/// </summary>
public sealed class SettingsMistakes
{
    private static readonly TimeSpan Never = TimeSpan.FromSeconds(-1);

    private static readonly Items<IkeSuite> Good = new IkeInitiator.Settings().Suites;

    private static readonly Items<IkeSuite> TooMany =
        [Good[0] with { Additional = [.. Enumerable.Repeat(KeyExchangeMethod.None, 8)] }];

    private static readonly Items<IkeSuite> Nothing =
        [Good[0], Good[0] with { Additional = [KeyExchangeMethod.None] }];

    [Fact]
    public void Of_two_mistakes_of_an_initiator_the_first_is_told() => Hold(
        new IkeInitiator.Settings(),
        settings =>
        {
            var stands = IkeInitiator.Config.TryCreate(settings, out var config, out var error);
            Assert.Equal(stands, config is not null);
            return stands ? "" : $"{error}";
        },
        [
            ("Suites.Count is 0: it must be at least 1", set => set with { Suites = [] }),
            ("Suites[0].Additional.Count is 8: it must be at most 7",
                set => set with { Suites = TooMany }),
            ("Suites[1].Additional is none: it must be a key exchange method; leave it out: no",
                set => set with { Suites = Nothing }),
            ("RetryAfter is -1 s: it must be at least 0.1 us",
                set => set with { RetryAfter = Never }),
            ("BackoffPercent is 100: it must be at least 101",
                set => set with { BackoffPercent = 100 }),
            ("RetryMax is 7200 s: it must be at most 3600 s",
                set => set with { RetryMax = TimeSpan.FromHours(2) }),
            ("Eap.RoundsMax is 0: it must be at least 1",
                set => set with { Eap = set.Eap with { RoundsMax = 0 } }),
            ("Eap.OctetsMax is 0: it must be at least",
                set => set with { Eap = set.Eap with { OctetsMax = 0 } }),
            ("Eap.Within is -1 s: it must be at least 0.1 us",
                set => set with { Eap = set.Eap with { Within = Never } }),
            ("SendsMax is 101: it must be at most 100", set => set with { SendsMax = 101 }),
            ("ChangesMax is -1: it must be at least 0", set => set with { ChangesMax = -1 }),
        ]);

    [Fact]
    public void Of_two_mistakes_of_a_responder_the_first_is_told() => Hold(
        new IkeResponder.Settings(),
        settings =>
        {
            var stands = IkeResponder.Config.TryCreate(settings, out var config, out var error);
            Assert.Equal(stands, config is not null);
            return stands ? "" : $"{error}";
        },
        [
            ("Suites.Count is 0: it must be at least 1", set => set with { Suites = [] }),
            ("Suites[0].Additional.Count is 8: it must be at most 7",
                set => set with { Suites = TooMany }),
            ("Suites[1].Additional is none: it must be a key exchange method",
                set => set with { Suites = Nothing }),
            ("HalfOpenFor is -1 s: it must be at least 0.1 us",
                set => set with { HalfOpenFor = Never }),
            ("Eap.RoundsMax is 1001: it must be at most 1000",
                set => set with { Eap = (set.Eap ?? new()) with { RoundsMax = 1_001 } }),
            ("Eap.OctetsMax is 60001: it must be at most 60000",
                set => set with { Eap = (set.Eap ?? new()) with { OctetsMax = 60_001 } }),
            ("Eap.Within is 601 s: it must be at most 600 s", set => set with
            {
                Eap = (set.Eap ?? new()) with { Within = TimeSpan.FromSeconds(601) },
            }),
            ("Authorities[1].Length is 19: it must be at least 20", set => set with
            {
                Authorities = [new(new byte[20]), new(new byte[19])],
            }),
            ("Authorities[0].Length is 21: it must be at most 20",
                set => set with { Authorities = [new(new byte[21])] }),
        ]);

    [Fact]
    public void Of_two_mistakes_behind_the_handshake_the_first_is_told() => Hold(
        new IkeExchanges.Settings(),
        settings =>
        {
            var stands = IkeExchanges.Config.TryCreate(settings, out var config, out var error);
            Assert.Equal(stands, config is not null);
            return stands ? "" : $"{error}";
        },
        [
            ("Suites.Count is 0: it must be at least 1", set => set with { Suites = [] }),
            ("Suites[1].Additional is none: it must be a key exchange method",
                set => set with { Suites = Nothing }),
            ("ChildrenMax is 0: it must be at least 1", set => set with { ChildrenMax = 0 }),
            ("WaitingMax is 0: it must be at least 1", set => set with { WaitingMax = 0 }),
            ("HeldMax is 256: it must be at most 255", set => set with { HeldMax = 256 }),
            ("RetryAfter is -1 s: it must be at least 0.1 us",
                set => set with { RetryAfter = Never }),
            ("RetriesMax is 1001: it must be at most 1000",
                set => set with { RetriesMax = 1_001 }),
            ("LingerFor is -1 s: it must be at least 0.1 us",
                set => set with { LingerFor = Never }),
            ("PendingMax is 256: it must be at most 255", set => set with { PendingMax = 256 }),
            ("PendingFor is -1 s: it must be at least 0.1 us",
                set => set with { PendingFor = Never }),
        ]);

    private static void Hold<T>(
        T right, Func<T, string> told, (string Says, Func<T, T> Wrong)[] mistakes)
    {
        Assert.Equal("", told(right));
        foreach (var (at, first) in mistakes.Index())
        {
            Assert.StartsWith(first.Says, told(first.Wrong(right)), StringComparison.Ordinal);
            foreach (var second in mistakes[(at + 1)..])
            {
                var both = first.Wrong(second.Wrong(right));
                Assert.StartsWith(first.Says, told(both), StringComparison.Ordinal);
            }
        }
    }
}
