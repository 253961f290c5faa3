using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ikev1;
using Holdfast.Tests.Examples.StateMachines.Ike.Establishing;
using static Holdfast.Tests.Examples.StateMachines.Ikev1.Ikev1Cases;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>
/// The commit bit, RFC 2408 §3.1: no hash covers it, so anybody can set it on the way, and nobody
/// waits for a CONNECTED that he has been made to wait for. Whoever says it is not harmed by it.
/// </summary>
public sealed class Rfc2408_3_1_CommitBit
{
    private const byte Commit = 2;

    [Fact]
    public void It_changes_nothing_on_either_side()
    {
        using var recorded = RecordedModes.Of("v1-main-psk");
        var (quick, isakmp) = QuickModeOf(recorded);
        var work = new IsakmpWork(recorded.Keys, (_, _) => null);
        var peer = new QuickPeer(
            [quick.Suite], [new([quick.Answered.Responder!], [quick.Answered.Initiator!])]);
        var asked = Assert.IsType<QuickResponder.Input.Asked>(work.Read(
            new QuickResponder.State.Idle(), isakmp, Set(quick.Messages[0]).Span,
            HandshakeCases.Far, (quick.SpiOfResponder, quick.Nonces.Responder), peer));
        Assert.Equal(quick.Asked, asked.Message);

        var waiting = WaitingFor(quick, isakmp);
        var answered = Assert.IsType<QuickInitiator.Input.Answered>(work.Read(
            waiting, Set(quick.Messages[1]).Span, HandshakeCases.Near));
        Assert.Equal(quick.Answered, answered.Message);

        // It goes on to its last word at once.
        var config = Checked(new QuickInitiator.Settings());
        var next = QuickInitiator.Step(config, waiting, Instant.Zero, answered);
        next = QuickInitiator.Step(config, next.State, Instant.Zero, new QuickInitiator.Input.Keyed(
            new(quick.Adopt()), quick.Messages[2]));
        next = QuickInitiator.Step(
            config, next.State, Instant.Zero, new QuickInitiator.Input.Committed());
        Assert.IsType<QuickInitiator.State.Up>(next.State);

        var said = new QuickHalf(isakmp, quick.Id, quick.SpiOfResponder, quick.Nonces)
        {
            Chain = quick.AfterSecond,
        };
        Assert.IsType<QuickResponder.Input.Confirmed>(work.Read(
            new QuickResponder.State.Waiting(
                said,
                new(
                    new(new(1), new(2)), quick.Id,
                    new(
                        quick.SpiOfResponder, quick.SpiOfInitiator, quick.Suite, new([], []),
                        false, default),
                    default, new(default, default)),
                new(default, 1, TimeSpan.FromTicks(1), Instant.Zero)),
            isakmp, Set(quick.Messages[2]).Span, HandshakeCases.Far, default, peer));
    }

    /// <summary>Some say it as a fourth message of quick mode, RFC 2408 as an Informational
    /// exchange.</summary>
    [Fact]
    public void CONNECTED_is_heard_and_ends_nothing()
    {
        using var recorded = RecordedModes.Of("v1-main-psk");
        var (quick, isakmp) = QuickModeOf(recorded);
        var work = new IsakmpWork(recorded.Keys, (_, _) => null);
        var connected = new IsakmpNotifyPayloadValue
        {
            Doi = DomainOfInterpretation.Ipsec,
            ProtocolId = IsakmpProtocolId.Esp,
            Spi = Octets.FromHex("00001001"),
            Data = new IsakmpNotifyPayloadData.Connected(new FlagNotificationValue()),
        };
        var up = new QuickInitiator.State.Up(
            new(new(1), new(2)), quick.SpiOfInitiator, new(quick.Messages[1], quick.Messages[2]));
        Assert.True(recorded.Keys.TrySeal(
            isakmp.Keys.Value,
            PhaseOneMessages.Message(
                isakmp.Cookies, IsakmpExchangeType.QuickMode, quick.Id,
                InformationalMessages.ToPayloads(new() { Says = [connected] })),
            PhaseTwoHash.One, default, quick.AfterSecond, out var fourth, out _, out _));
        Assert.Null(work.Read(up, Set(fourth).Span, HandshakeCases.Near));

        var octets = work.Say(isakmp, new(0x777), new() { Says = [connected] })!.Value;
        using var heard = RecordedModes.Of("v1-main-psk");
        var (_, same) = QuickModeOf(heard);
        var information = new IsakmpWork(heard.Keys, (_, _) => null).Hear(same, octets.Span);
        Assert.Equal([connected], information!.Says.AsEnumerable());
        Assert.Null(InformationalMessages.RefusalIn(information));
        Assert.Equal(0, octets.Span[19] & Commit);
    }

    private static QuickInitiator.State.Waiting WaitingFor(
        RecordedQuickMode quick, StandingIsakmp isakmp) => new(
            new(isakmp, [quick.Suite], quick.Asked.Initiator!, quick.Asked.Responder!)
            {
                Life = quick.Life,
                IsTransport = quick.IsTransport,
                IsEncapsulated = quick.IsEncapsulated,
            },
            new(isakmp, quick.Id, quick.SpiOfInitiator, new(quick.Nonces.Initiator, default))
            {
                Chain = quick.AfterFirst,
            },
            new(quick.Messages[0], 1, TimeSpan.FromTicks(1), Instant.Zero));

    private static (RecordedQuickMode Quick, StandingIsakmp Isakmp) QuickModeOf(
        RecordedModes recorded)
    {
        var keys = recorded.Adopt();
        var (_, behind) = recorded.Open(
            keys, 4, recorded.Keys.FirstChainOf(keys, recorded.Exchange));
        var (_, last) = recorded.Open(keys, 5, behind);
        var isakmp = new StandingIsakmp(recorded.Cookies, new(keys), last);
        return (new(recorded, isakmp, recorded.QuickModes[0]), isakmp);
    }

    private static Octets Set(Octets message)
    {
        var octets = message.ToArray();
        octets[19] |= Commit;
        return new(octets);
    }
}
