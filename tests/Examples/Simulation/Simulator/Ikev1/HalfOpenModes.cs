using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Simulator.Ikev1;
using Holdfast.StateMachines;

namespace Holdfast.Tests.Examples.Simulation.Simulator.Ikev1;

/// <summary>What is half open ages, whoever asks: by IKEv1 nobody shows a cookie.</summary>
public sealed class HalfOpenModes
{
    private static readonly Instant Start = Instant.Zero + TimeSpan.FromSeconds(1);

    private readonly HalfOpenSas _table = new();
    private ulong _drawn;

    [Fact]
    public void Where_there_is_no_room_there_is_some_once_the_first_have_aged()
    {
        for (var initiator = 1UL; initiator <= HalfOpenSas.Max; initiator++)
        {
            Assert.NotNull(_table.Answer(new(initiator), Draw, Start));
        }

        var end = Start + HalfOpenSas.Lasts;
        Assert.Null(_table.Answer(new(9_999), Draw, end - TimeSpan.FromTicks(1)));
        Assert.NotNull(_table.Answer(new(9_999), Draw, end));
        Assert.Equal(1, _table.Count);
    }

    [Fact]
    public void Who_comes_again_after_the_end_has_all_the_time_again()
    {
        var half = HalfOpenSas.Lasts / 2;
        _table.Answer(new(1), Draw, Start);
        _table.Done(new(1));
        var again = _table.Answer(new(1), Draw, Start + half);

        Assert.Equal(again, _table.Answer(new(1), Draw, Start + HalfOpenSas.Lasts));
        Assert.NotEqual(again, _table.Answer(new(1), Draw, Start + HalfOpenSas.Lasts + half));
    }

    [Fact]
    public void Modes_that_nobody_proves_are_forgotten_while_others_come()
    {
        var run = PlayedWorlds.Play(
            PeersOfIkev1.Pair with
            {
                HealAt = TimeSpan.FromSeconds(150),
                Duration = TimeSpan.FromSeconds(180),
            },
            PlayedWorlds.Of(
                (19, new Fault.Lose(PlayedWorlds.Some(MessageKind.IkeAuth, 1_000_000)))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.InRange(run.Measures.HalfOpenMost, 2, 8);
    }

    [Fact]
    public void A_first_message_without_an_SA_begins_nothing()
    {
        var header = IsakmpMessages.Header(
            new(new(1), default), IsakmpExchangeType.IdentityProtection, default,
            [IsakmpPayloads.DpdVendorId()]);

        Assert.False(MainMode.Proposes(header));
        Assert.True(MainMode.Proposes(header with
        {
            Payloads = [IsakmpPayloads.Of(new IsakmpPayloadBody.Sa(IsakmpPayloads.PhaseOneSa()))],
        }));
    }

    private IkeSpi Draw() => new(++_drawn);
}
