using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Nhrp;

namespace Holdfast.StateMachines.Nhrp;

/// <summary>Where packets of RFC 2332 become inputs of a hub, and its outputs packets.</summary>
public static class NhrpHubMessages
{
    /// <summary>Who a hub is.</summary>
    /// <param name="Nbma">Its address outside the tunnels.</param>
    /// <param name="Protocol">Its address inside.</param>
    public readonly record struct Self(HostAddress Nbma, HostAddress Protocol);

    /// <summary>
    /// The address inside that a resolution or purge request is about: behind which spoke it lies,
    /// the hub's routes say; null: it names none.
    /// </summary>
    public static HostAddress? SubjectOf(NhrpPacketValue packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        return AddressIn(packet.DestinationProtocolAddress);
    }

    /// <summary>The input that a packet is for a hub; null: it is none.</summary>
    /// <param name="packet">A packet that came over the SA with its sender.</param>
    /// <param name="egress">
    /// The spoke behind which the subject of the packet lies, <see cref="SubjectOf"/>; of no
    /// meaning for a registration and for a purge reply.
    /// </param>
    public static NhrpServer.Input? Classify(NhrpPacketValue packet, HostAddress egress)
    {
        ArgumentNullException.ThrowIfNull(packet);
        return AddressIn(packet.SourceProtocolAddress) is not { } sender ? null
            : packet.PacketType == NhrpPacketType.RegistrationRequest
                ? Registration(packet, sender)
            : packet.PacketType == NhrpPacketType.ResolutionRequest
                ? new NhrpServer.Input.Asks(packet.RequestId, sender, egress)
            : packet.PacketType == NhrpPacketType.PurgeRequest
                ? new NhrpServer.Input.Purges(packet.RequestId, sender, egress)

            // The reply is our request with another type: its destination is who answers.
            : packet.PacketType == NhrpPacketType.PurgeReply
                && AddressIn(packet.DestinationProtocolAddress) is { } from
                ? new NhrpServer.Input.PurgeAnswered(packet.RequestId, from)
            : null;
    }

    /// <summary>
    /// What goes back to whoever sent a request, or on to the spoke that answers it; null: the
    /// output is neither, or the packet has gone far enough.
    /// </summary>
    /// <param name="output">What the request led to.</param>
    /// <param name="request">The request.</param>
    /// <param name="holdingTime">How long a binding may be kept, §5.2.2.</param>
    public static NhrpPacketValue? ToReply(
        NhrpServer.Output output, NhrpPacketValue request, TimeSpan holdingTime)
    {
        ArgumentNullException.ThrowIfNull(request);
        return output switch
        {
            NhrpServer.Output.Accept => NhrpMessages.RegistrationReply(
                request, NhrpClientCode.Success),
            NhrpServer.Output.Refuse(_, var why) => NhrpMessages.RegistrationReply(
                request, CodeOf(why)),
            NhrpServer.Output.Answer(_, _, var binding) => NhrpMessages.ResolutionReply(
                request, binding, holdingTime),
            NhrpServer.Output.NoBinding => NhrpMessages.ResolutionReply(
                request, null, holdingTime),

            // RFC 2332 §5.1: each server that a packet passes counts one down; at 0 it goes no
            // further.
            NhrpServer.Output.Forward => request.HopCount > 1
                ? request with { HopCount = (byte)(request.HopCount - 1) }
                : null,
            NhrpServer.Output.AnswerPurge => NhrpMessages.PurgeReply(request),
            NhrpServer.Output.SendRedirect or NhrpServer.Output.SendPurge => null,
        };
    }

    /// <summary>The purge request of an output, §5.2.5; null: it is none.</summary>
    public static NhrpPacketValue? ToPurge(NhrpServer.Output output, Self self) =>
        output is NhrpServer.Output.SendPurge(var id, var to, var about)
            ? NhrpMessages.PurgeRequest(id, new(self.Nbma, self.Protocol, to), about)
            : null;

    /// <summary>The redirect of an output; null: it is none.</summary>
    /// <param name="output">What the data packet led to.</param>
    /// <param name="self">The hub.</param>
    /// <param name="destination">Where the data packet goes, an address inside.</param>
    /// <param name="packet">The beginning of it.</param>
    public static NhrpTrafficIndicationValue? ToRedirect(
        NhrpServer.Output output, Self self, HostAddress destination, Octets packet) =>
        output is NhrpServer.Output.SendRedirect
            ? NhrpMessages.Redirect(new(self.Nbma, self.Protocol, destination), packet)
            : null;

    /// <summary>
    /// The error indication for a request with a compulsory extension of an unknown type, §5.3;
    /// null: there is none, and the request may be answered. Whoever only hands a packet on does
    /// not ask.
    /// </summary>
    public static NhrpErrorIndicationValue? Objection(NhrpPacketValue request, Self self)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Extensions is not { } extensions)
        {
            return null;
        }

        for (var at = 0; at < extensions.Count; at++)
        {
            if (extensions[at] is { Compulsory: true, Body: NhrpExtensionBody.Unknown unknown }
                && unknown.Tag != NhrpExtensionType.End)
            {
                return new()
                {
                    AddressFamily = request.AddressFamily,
                    ProtocolType = request.ProtocolType,
                    ProtocolSnap = request.ProtocolSnap,
                    HopCount = byte.MaxValue,
                    ErrorCode = NhrpErrorCode.UnrecognizedExtension,
                    ErrorOffset = OffsetOf(request, at),
                    SourceNbmaAddress = NhrpMessages.ToOctets(self.Nbma),
                    SourceProtocolAddress = NhrpMessages.ToOctets(self.Protocol),
                    DestinationProtocolAddress = request.SourceProtocolAddress,
                    Packet = new(request.ToArray()),
                };
            }
        }

        return null;
    }

    /// <summary>The octet of the packet at which an extension begins.</summary>
    private static ushort OffsetOf(NhrpPacketValue packet, int extension)
    {
        Items<NhrpExtensionValue>? before = extension == 0
            ? null
            : [.. packet.Extensions!.Value.Take(extension)];
        return (ushort)(packet with { Extensions = before }).ToArray().Length;
    }

    // RFC 2332 §5.2.3: an element without addresses of its own is about the sender.
    private static NhrpServer.Input.Registers? Registration(
        NhrpPacketValue packet, HostAddress sender)
    {
        if (packet.Clients.Count == 0)
        {
            return null;
        }

        var client = packet.Clients[0];
        var nbma = AddressIn(
            client.NbmaAddress.Length > 0 ? client.NbmaAddress : packet.SourceNbmaAddress);
        var address = client.ProtocolAddress.Length > 0
            ? AddressIn(client.ProtocolAddress)
            : sender;
        return nbma is { } outside && address is { } inside
            ? new(packet.RequestId, inside, outside, TimeSpan.FromSeconds(client.HoldingTime))
            : null;
    }

    private static NhrpClientCode CodeOf(NhrpServer.Refusal why) => why switch
    {
        NhrpServer.Refusal.Full => NhrpClientCode.InsufficientResources,
        NhrpServer.Refusal.Taken => NhrpClientCode.AlreadyRegistered,
    };

    private static HostAddress? AddressIn(Octets octets) => NhrpMessages.AddressIn(octets);
}
