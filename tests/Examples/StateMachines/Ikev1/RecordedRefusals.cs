using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using Holdfast.Tests.Examples.Ike;
using Holdfast.Tests.Examples.StateMachines.Ike.Establishing;
using static Holdfast.Tests.Examples.StateMachines.Ikev1.Ikev1Cases;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>What other implementations refused in tests/captures/lab, and where they found a NAT.
/// </summary>
public sealed class RecordedRefusals
{
    /// <summary>strongSwan refuses in the clear what nobody of it takes; ours does, and who begins
    /// goes on until it gives up.</summary>
    [Fact]
    public void A_proposal_that_nobody_takes_is_refused_as_theirs_refused_it()
    {
        var messages = LabCaptures.Messages("v1-no-proposal-chosen")
            .Select(message => new Octets(message.Ike)).ToArray();
        using var keys = new IsakmpHandshakeKeys(CryptoProviders.Managed(), _ => { });
        var work = new IsakmpWork(keys, (_, _) => null);
        var config = Checked(new PhaseOneResponder.Settings
        {
            Suites =
            [
                IsakmpSuiteChoices.Default[0] with { KeyExchange = KeyExchangeMethod.Ecp521 },
            ],
        });
        var header = RecordedModes.HeaderOf(messages[1]);
        var next = PhaseOneResponder.Step(
            config, new PhaseOneResponder.State.Idle(), Instant.Zero,
            work.Read(
                new PhaseOneResponder.State.Idle(), messages[0].Span, HandshakeCases.Far,
                (mode, message, cookie) => new PhaseOneResponder.Input.Offered(
                    mode, message, cookie, messages[0], header.ResponderSpi,
                    HandshakeCases.Drawn))!);
        var reply = Assert.IsType<PhaseOneResponder.Output.Reply>(next.Outputs[0]);
        var theirs = InformationalMessages.RefusalIn(
            InformationalMessages.Read(header.Payloads!.Value))!;
        Assert.Equal(theirs.Data.Tag, reply.Notify.Data.Tag);
        Assert.Equal(new(header.InitiatorSpi, header.ResponderSpi), reply.Cookies);

        Assert.True(PhaseOneMessages.TryRead(messages[0].Span, out _, out _, out var offered));
        var waiting = new PhaseOneInitiator.State.Offering(
            new(PhaseOneMode.Main, HandshakeCases.Carol, null),
            new(PhaseOneMode.Main, new(header.InitiatorSpi, default))
            {
                SaBody = offered.SaBody,
            },
            new(messages[0], 1, TimeSpan.FromTicks(1), Instant.Zero));
        var heard = work.Read(waiting, messages[1].Span, HandshakeCases.Near);
        Assert.Equal(new PhaseOneInitiator.Input.Refused(theirs), heard);
        Assert.Empty(PhaseOneInitiator.Step(
            Checked(new PhaseOneInitiator.Settings()), waiting, Instant.Zero, heard!).Outputs);
    }

    /// <summary>strongSwan cannot open the fifth message, which is under another key, and says so
    /// under its own; ours says the same, and goes on waiting.</summary>
    [Fact]
    public void A_message_under_another_key_is_answered_as_theirs_answered_it()
    {
        using var recorded = RecordedModes.Of("v1-psk-mismatch");
        var work = new IsakmpWork(recorded.Keys, (_, _) => null);
        using var shared = recorded.SharedOf($"{recorded.Cookies.Initiator.Value:x16}")!;
        var said = LabCaptures.Messages("v1-psk-mismatch")
            .Select(message => new Octets(message.Ike))
            .Where(octets => RecordedModes.HeaderOf(octets).ExchangeType
                == IsakmpExchangeType.Informational)
            .ToArray();
        Assert.Equal(3, said.Length);
        var answered = 0;
        foreach (var key in RecordedExchanges.PreSharedOf("v1-psk-mismatch"))
        {
            var handle = recorded.Keys.Adopt(
                recorded.Suite, recorded.Exchange, recorded.Nonces, shared, key);
            key.Dispose();
            var first = recorded.Keys.FirstChainOf(handle, recorded.Exchange);
            var standing = new StandingIsakmp(recorded.Cookies, new(handle), first);
            if (work.Hear(standing, said[0].Span) is not { } theirs)
            {
                continue;
            }

            answered++;
            var state = new PhaseOneResponder.State.Authenticating(
                new(PhaseOneMode.Main, recorded.Cookies)
                {
                    Suite = recorded.Suite,
                    SaBody = recorded.First.SaBody,
                    Shares = new(recorded.Shares.Initiator, recorded.Shares.Responder),
                    Nonces = recorded.Nonces,
                    Keys = new(handle),
                    Chain = first,
                },
                new(HandshakeCases.Mars, null),
                new(recorded.PhaseOne[2], recorded.PhaseOne[3]), null, Instant.Zero);
            var heard = work.Read(
                state, recorded.PhaseOne[4].Span, HandshakeCases.Far,
                (_, _, _) => throw new InvalidOperationException("no first message"));
            Assert.IsType<PhaseOneResponder.Input.NotProved>(heard);
            var next = PhaseOneResponder.Step(
                Checked(new PhaseOneResponder.Settings()), state, Instant.Zero, heard);
            var inform = Assert.IsType<PhaseOneResponder.Output.Inform>(next.Outputs[0]);
            Assert.Equal(
                InformationalMessages.RefusalIn(theirs)!.Data.Tag,
                InformationalMessages.RefusalIn(inform.Information)!.Data.Tag);
            Assert.Equal(state with { HasTold = true }, next.State);
        }

        Assert.Equal(1, answered);
    }

    /// <summary>The initiator of v1-natt is 10.8.0.1 behind 10.9.0.254: the third message says so
    /// to the responder, the fourth to the initiator.</summary>
    [Theory]
    [InlineData(2, "10.9.0.2", "10.9.0.254", NatSides.Remote)]
    [InlineData(3, "10.8.0.1", "10.9.0.2", NatSides.Local)]
    [InlineData(2, "10.9.0.2", "10.8.0.1", NatSides.None)]
    [Requirement("RFC3947-3.2-a")]
    public void A_NAT_is_found_where_theirs_found_it(
        int at, string local, string remote, NatSides sides)
    {
        using var recorded = RecordedModes.Of("v1-natt");
        Assert.True(PhaseOneMessages.TryRead(
            recorded.PhaseOne[at].Span, out _, out _, out var message));
        var flow = new Flow(new(HostAddress.Parse(local), HostAddress.Parse(remote)), 500, 500);
        Assert.Equal(
            sides,
            PhaseOneMessages.NatSidesOf(
                message.NatHashes, recorded.Suite.Hash, recorded.Cookies, flow));
        var (hashes, turned) = (
            PhaseOneMessages.NatHashesOf(
                recorded.Suite.Hash, recorded.Cookies, new(flow.Path.Turned, 500, 500)),
            message.NatHashes);
        Assert.Equal(sides == NatSides.None, hashes == turned);
    }
}
