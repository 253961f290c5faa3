using Holdfast.Codec;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Ikev1;
using Holdfast.Tests.Examples.Ike;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>What was said in Informational exchanges of tests/captures/lab, RFC 2409 §5.7.</summary>
public sealed class RecordedInformation
{
    /// <summary>strongSwan deletes a CHILD SA by the SPI on which it receives, then the ISAKMP SA
    /// by its cookies.</summary>
    [Theory]
    [InlineData("v1-main-psk")]
    [InlineData("v1-delete")]
    [Requirement("RFC2409-5.7-a")]
    [Requirement("RFC2408-3.15-a")]
    public void Deletes_name_what_ends(string capture)
    {
        using var recorded = RecordedModes.Of(capture);
        var said = Heard(recorded, out var isakmp);
        var spis = recorded.QuickModes
            .Select(messages => new RecordedQuickMode(recorded, isakmp, messages))
            .SelectMany(quick => new[] { quick.SpiOfInitiator, quick.SpiOfResponder })
            .ToHashSet();
        var children = said.SelectMany(one => one.Children).ToArray();
        Assert.NotEmpty(children);
        Assert.All(children, child => Assert.Equal(IsakmpProtocolId.Esp, child.Protocol));
        Assert.All(children, child => Assert.Contains(child.Spi, spis));
        Assert.Equal([recorded.Cookies], said.SelectMany(one => one.Isakmps));
    }

    /// <summary>What is said of liveness is for DeadPeerDetection, as it stands.</summary>
    [Fact]
    public void What_DPD_says_is_heard_by_its_machine()
    {
        using var recorded = RecordedModes.Of("v1-dpd");
        var cookies = new DeadPeerDetection.Cookies(
            recorded.Cookies.Initiator, recorded.Cookies.Responder);
        var inputs = Heard(recorded, out _).SelectMany(one => one.Says)
            .Select(notify => DeadPeerDetection.Classify(notify, cookies, isProtected: true))
            .ToArray();
        Assert.Contains(inputs, input => input is DeadPeerDetection.Input.RUThere);
        Assert.Contains(inputs, input => input is DeadPeerDetection.Input.RUThereAck);
        Assert.DoesNotContain(inputs, input => input is DeadPeerDetection.Input.Refused);
    }

    private static Information[] Heard(RecordedModes recorded, out StandingIsakmp isakmp)
    {
        var keys = recorded.Adopt();
        var first = recorded.Keys.FirstChainOf(keys, recorded.Exchange);
        var behind = recorded.Open(keys, 4, first).Next;
        var standing = isakmp = new(
            recorded.Cookies, new(keys), recorded.Open(keys, 5, behind).Next);
        var work = new IsakmpWork(recorded.Keys, (_, _) => null);
        var messages = LabCaptures.Messages(recorded.Capture)
            .Select(message => new Octets(message.Ike)).Distinct()
            .Where(octets => RecordedModes.HeaderOf(octets).ExchangeType
                == IsakmpExchangeType.Informational)
            .ToArray();
        Information[] said = [.. messages.Select(octets => work.Hear(standing, octets.Span)!)];
        Assert.NotEmpty(said);
        Assert.All(said, Assert.NotNull);

        // A message ID is used once.
        Assert.All(messages, octets => Assert.Null(work.Hear(standing, octets.Span)));
        return said;
    }
}
