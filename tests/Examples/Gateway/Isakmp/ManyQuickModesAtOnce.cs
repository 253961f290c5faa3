using Holdfast.Codec;
using Holdfast.Gateway.Isakmp;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ikev1;
using Holdfast.StateMachines.Replication;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Tests.Examples.Gateway.Isakmp;

/// <summary>More quick modes of one ISAKMP SA at once than answers of it are kept: facts number
/// their answers within a window, and their peer says a first message again that nobody answers,
/// under an ID that was used (docs/adr/0066).</summary>
public sealed class ManyQuickModesAtOnce
{
    private const int Window = 16;
    private static readonly IkeSaId Id = new(new(1), new(2));
    private SaState _facts = SaState.Empty with { Ikes = SaState.Empty.Ikes.With(Row(1)) };
    private ulong _last;

    [Fact]
    public void Two_that_wait_to_be_facts_have_two_numbers()
    {
        var numbers = new AnswerNumbers(_ => Row(1));
        Assert.Equal([1u, 2u], [Take(numbers), Take(numbers)]);

        // The first one came to nothing, and the second is a fact.
        numbers = new(_ => Row(1, 2));
        Assert.Equal([1u, 3u], [Take(numbers), Take(numbers)]);
        numbers.Settled(Id, 1);
        Assert.Equal(1u, Take(numbers));
    }

    /// <summary>The log is full for a moment, and what waits is wanted again in its order.
    /// </summary>
    [Theory]
    [InlineData(40, -1)]
    [InlineData(40, 0)]
    [InlineData(40, 7)]
    [InlineData(40, 39)]
    public void All_are_facts_however_many_wait_and_whichever_is_refused(int count, int refused)
    {
        var numbers = new AnswerNumbers(Known);
        Queue<(int Which, uint Number)> log = [];
        List<int> made = [];
        for (var at = 0; at < count; at++)
        {
            var which = at;
            numbers.Take(Id, number => log.Enqueue((which, number!.Value)));
        }

        var atOnce = log.Count;
        while (log.TryDequeue(out var next))
        {
            // One that names what is gone is refused for that.
            var isFact = next.Which != refused && Becomes(next.Number);
            if (isFact)
            {
                made.Add(next.Which);
            }

            numbers.Settled(Id, next.Number);
        }

        Assert.Equal(Enumerable.Range(0, count).Where(which => which != refused), made);
        Assert.Equal(Window, atOnce);
    }

    [Fact]
    public void What_waits_for_an_ISAKMP_SA_that_is_gone_hears_it()
    {
        var row = Row(1);
        var numbers = new AnswerNumbers(_ => row);
        List<uint?> heard = [];
        for (var at = 0; at < Window + 2; at++)
        {
            numbers.Take(Id, heard.Add);
        }

        row = null;
        Assert.Equal(Window, heard.Count);
        numbers.Settled(Id, 1);
        Assert.Equal([null, null], heard.Skip(Window));
        numbers.Take(Id, heard.Add);
        Assert.Null(heard[^1]);
    }

    [Fact]
    public void Of_another_reign_nothing_waits()
    {
        var numbers = new AnswerNumbers(_ => Row(1));
        List<uint?> heard = [];
        for (var at = 0; at < Window + 2; at++)
        {
            numbers.Take(Id, heard.Add);
        }

        numbers.Clear();
        numbers.Settled(Id, 1);
        Assert.Equal(Window, heard.Count);
        Assert.Equal(1u, Take(numbers));
    }

    /// <summary>The 17th and whatever else a peer begins.</summary>
    [Fact]
    public void All_that_a_peer_begins_at_once_are_answered_those_beyond_the_bound_later()
    {
        using var gateway = new IsakmpSide(1, isGateway: true) { Deferred = new() };
        using var peer = new IsakmpSide(9, isGateway: false);
        peer.Begin(PhaseOneMode.Main);
        gateway.Talk(peer);
        gateway.Deferred!.Dequeue()();
        gateway.Talk(peer);
        var made = 0;
        for (var at = 0; at < PhaseTwo.MostOfOne + 2; at++)
        {
            peer.BeginQuick(
                KeyExchangeMethod.None, IsakmpSide.Behind, IsakmpSide.Inside,
                (spi, _) => made += spi is null ? 0 : 1);
        }

        // No fact is there yet, and so no answer.
        peer.Talk(gateway);
        Assert.Equal(PhaseTwo.MostOfOne, gateway.Deferred.Count);
        while (gateway.Deferred.TryDequeue(out var fact))
        {
            fact();
        }

        peer.Talk(gateway);
        Assert.Equal(PhaseTwo.MostOfOne, made);

        // Those beyond were not heard, and so may be said again.
        peer.Tick(TimeSpan.FromSeconds(5));
        peer.Talk(gateway);
        Assert.Equal(2, gateway.Deferred.Count);
        while (gateway.Deferred.TryDequeue(out var fact))
        {
            fact();
        }

        peer.Talk(gateway);
        Assert.Equal(PhaseTwo.MostOfOne + 2, made);
        Assert.Equal(PhaseTwo.MostOfOne + 2, gateway.Children.Count);
    }

    private static uint? Take(AnswerNumbers numbers)
    {
        var taken = default(uint?);
        numbers.Take(Id, number => taken = number);
        return taken;
    }

    private IkeSa? Known(IkeSaId id) => _facts.Ikes.Find(id.Key);

    private bool Becomes(uint number)
    {
        Items<Change> changes =
            [new Change.ResponseSent(Id, new(number, [Octets.FromHex("00")], KeyHandle.None))];
        var position = new Position(default, ++_last);
        if (Evolution.Decide(_facts, changes, position) != Refusal.None)
        {
            return false;
        }

        _facts = Evolution.Evolve(_facts, new(position, changes));
        return true;
    }

    private static IkeSa Row(uint next, params uint[] answered) => new(
        Id, KeyHandle.None, new([1]), default, IkeTraits.Version1, 1, Window, 7, next, [],
        [.. answered.Select(id => new SealedMessage(id, [Octets.FromHex("00")], KeyHandle.None))],
        0, 0, [], default, default);
}
