using Holdfast.Codec;
using Holdfast.Gateway.Ipsec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Examples.Gateway.Ipsec;

/// <summary>When CHILD SAs that are always wanted are begun, and with which key exchange.</summary>
public sealed class ChildrenThatAreMissing
{
    private static readonly Instant Begin = Instant.FromMilliseconds(1_000);
    private static readonly IkeSaId Ours = new(new(1), new(2));
    private static readonly IkeSaId Theirs = new(new(3), new(4));

    [Fact]
    public void Who_has_begun_the_IKE_SA_begins_them_and_the_other_one_after_a_while()
    {
        var missing = new MissingChildren();
        WantedPlace[] places = [new(Ours, true, [1, 2]), new(Theirs, false, [1])];
        Assert.Equal([(Ours, 1), (Ours, 2)], missing.Due(places, Begin));
        Assert.Empty(missing.Due(places, After(9)));
        Assert.Equal([(Ours, 1), (Ours, 2), (Theirs, 1)], missing.Due(places, After(10)));
    }

    [Fact]
    public void What_has_ended_meanwhile_is_begun_after_a_while_whoever_began_the_IKE_SA()
    {
        var missing = new MissingChildren();
        Assert.Empty(missing.Due([new(Ours, true, [])], Begin));
        Assert.Empty(missing.Due([new(Ours, true, [0])], After(1)));
        Assert.Empty(missing.Due([new(Ours, true, [0])], After(10)));
        Assert.Equal([(Ours, 0)], missing.Due([new(Ours, true, [0])], After(11)));

        // Another one has the same wait anew.
        Assert.Empty(missing.Due([new(Ours, true, [])], After(12)));
        Assert.Empty(missing.Due([new(Ours, true, [0])], After(13)));
        Assert.Equal([(Ours, 0)], missing.Due([new(Ours, true, [0])], After(23)));
    }

    [Fact]
    public void What_is_refused_is_begun_later_each_time_and_once_a_minute_in_the_end()
    {
        var missing = new MissingChildren();
        WantedPlace[] places = [new(Ours, true, [1])];
        List<int> begun = [];
        for (var second = 0; second <= 300; second++)
        {
            if (missing.Due(places, After(second)).Count > 0)
            {
                begun.Add(second);
            }
        }

        Assert.Equal([0, 10, 30, 70, 130, 190, 250], begun);
    }

    /// <summary>A request that is open neither shortens the wait nor begins it anew.</summary>
    [Fact]
    public void While_something_is_asked_nothing_is_begun_and_what_waits_goes_on_waiting()
    {
        var missing = new MissingChildren();
        var (ours, theirs) = (
            new WantedPlace(Ours, true, [1]), new WantedPlace(Theirs, false, [0]));
        Assert.Equal([(Ours, 1)], missing.Due([ours, theirs], Begin));
        WantedPlace[] busy = [ours with { IsBusy = true }, theirs with { IsBusy = true }];
        for (var second = 1; second < 10; second++)
        {
            Assert.Empty(missing.Due(second % 2 == 0 ? busy : [ours, theirs], After(second)));
        }

        Assert.Empty(missing.Due(busy, After(11)));
        Assert.Equal([(Ours, 1), (Theirs, 0)], missing.Due([ours, theirs], After(12)));
        Assert.Empty(missing.Due([ours, theirs], After(21)));
    }

    [Fact]
    public void Some_are_begun_at_once_and_the_others_behind_them()
    {
        var missing = new MissingChildren();
        WantedPlace[] places =
            [.. Enumerable.Range(1, 20).Select(at => new WantedPlace(
                new(new((ulong)at), new(1)), true, [1]))];
        List<IkeSaId> begun = [];
        foreach (var many in (int[])[8, 8, 4, 0])
        {
            var due = missing.Due(places, Begin);
            Assert.Equal(many, due.Count);
            begun.AddRange(due.Select(one => one.Ike));
        }

        Assert.Equal(places.Select(place => place.Ike), begun);
    }

    [Fact]
    public void A_reign_begins_with_all_that_is_missing()
    {
        var missing = new MissingChildren();
        WantedPlace[] places = [new(Ours, true, [1])];
        Assert.Equal([(Ours, 1)], missing.Due(places, Begin));
        Assert.Empty(missing.Due(places, After(1)));
        missing.Clear();
        Assert.Equal([(Ours, 1)], missing.Due(places, After(2)));
    }

    [Fact]
    public void Forward_secrecy_is_asked_for_first_and_the_rest_is_taken_still()
    {
        var taken = EspSuites.TakenWith(HandshakeSuites.Default);
        foreach (var name in (string[])["modp2048", "x25519", "x25519-mlkem768"])
        {
            var methods = IkeProposals.MethodsOf(name);
            var suites = EspSuites.Preferring(taken, methods);
            var first = suites.Take(EspSuites.Plain.Count).ToArray();
            Assert.All(first, suite => Assert.Equal(
                (methods[0], methods.Count - 1), (suite.KeyExchange, suite.Additional.Count)));
            Assert.Equal(
                EspSuites.Plain.AsEnumerable(), first.Select(SuiteProposals.WithoutExchange));
            Assert.Empty(taken.Except(suites));
            Assert.Equal(suites.Count, suites.Distinct().Count());
        }

        Assert.Equal(KeyExchangeMethod.None, taken[0].KeyExchange);
    }

    [Fact]
    public void With_whatever_IKE_SAs_are_made_CHILD_SAs_are_too()
    {
        foreach (var name in (string[])["modp2048", "ecp384", "x448", "x25519", "ecp256-mlkem768"])
        {
            var methods = IkeProposals.MethodsOf(name);
            var taken = EspSuites.TakenWith(IkeProposals.SuitesOf([name]));
            Assert.Subset(
                taken.ToHashSet(),
                EspSuites.Plain.Select(suite => suite with
                {
                    KeyExchange = methods[0],
                    Additional = [.. methods.Skip(1)],
                }).ToHashSet());
            Assert.Equal(taken.Count, taken.Distinct().Count());
            Assert.Equal(EspSuites.Default.AsEnumerable(), taken.Take(EspSuites.Default.Count));
        }
    }

    private static Instant After(int seconds) => Begin + TimeSpan.FromSeconds(seconds);
}
