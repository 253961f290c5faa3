using Holdfast.Codec;
using Holdfast.Protocol.Nhrp;

namespace Holdfast.StateMachines.Nhrp;

/// <summary>
/// Addresses that packets have in extensions: of the router that answers (RFC 2332 §5.3.1), and of
/// the NAT before a router, which the sender itself does not know (draft-detienne-dmvpn).
/// </summary>
public static class NhrpAddresses
{
    /// <summary>
    /// A request as it came: where the sender claims another address outside than the one from
    /// which it came, that is of a NAT, and packets for the sender go there.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="at">From where it came.</param>
    public static NhrpPacketValue Seen(NhrpPacketValue request, HostAddress at)
    {
        ArgumentNullException.ThrowIfNull(request);
        var seen = NhrpMessages.ToOctets(at);
        return request.SourceNbmaAddress == seen
            ? request
            : request with
            {
                SourceNbmaAddress = seen,
                Clients =
                [
                    .. request.Clients.Select(
                        client => client.NbmaAddress == request.SourceNbmaAddress
                            ? client with { NbmaAddress = seen }
                            : client),
                ],
            };
    }

    /// <summary>
    /// A reply that says which address the NAT before the sender of its request has; the same
    /// reply where there is none.
    /// </summary>
    /// <param name="reply">The reply.</param>
    /// <param name="at">From where the request came.</param>
    public static NhrpPacketValue WithNat(NhrpPacketValue reply, HostAddress at)
    {
        ArgumentNullException.ThrowIfNull(reply);
        return reply.SourceNbmaAddress == NhrpMessages.ToOctets(at)
            ? reply
            : reply with
            {
                Extensions = With(
                    reply.Extensions, NhrpExtensionType.NatAddress,
                    new NhrpExtensionBody.NatAddress(ListOf(at, reply.SourceProtocolAddress))),
            };
    }

    /// <summary>The address of the NAT before the sender of a request, as its reply says it; null:
    /// it says none.</summary>
    public static HostAddress? NatIn(NhrpPacketValue reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        foreach (var extension in reply.Extensions ?? [])
        {
            if (extension.Body is NhrpExtensionBody.NatAddress(var list) && list.Clients.Count > 0)
            {
                return NhrpMessages.AddressIn(list.Clients[0].NbmaAddress);
            }
        }

        return null;
    }

    /// <summary>A request that asks who answers, §5.3.1.</summary>
    public static NhrpPacketValue AskingWho(NhrpPacketValue request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request with
        {
            Extensions = With(
                request.Extensions, NhrpExtensionType.ResponderAddress,
                new NhrpExtensionBody.ResponderAddress(new())),
        };
    }

    /// <summary>A reply that says who answers, §5.3.1.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="nbma">The address of the router outside.</param>
    /// <param name="protocol">Its address inside.</param>
    public static NhrpPacketValue WithResponder(
        NhrpPacketValue reply, HostAddress nbma, HostAddress protocol)
    {
        ArgumentNullException.ThrowIfNull(reply);
        return reply with
        {
            Extensions = With(
                reply.Extensions, NhrpExtensionType.ResponderAddress,
                new NhrpExtensionBody.ResponderAddress(
                    ListOf(nbma, NhrpMessages.ToOctets(protocol)))),
        };
    }

    /// <summary>The address inside of whoever answers; null: the reply does not say it.</summary>
    public static HostAddress? ResponderIn(NhrpPacketValue reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        foreach (var extension in reply.Extensions ?? [])
        {
            if (extension.Body is NhrpExtensionBody.ResponderAddress(var list)
                && list.Clients.Count > 0)
            {
                return NhrpMessages.AddressIn(list.Clients[0].ProtocolAddress);
            }
        }

        return null;
    }

    private static NhrpClientListValue ListOf(HostAddress nbma, Octets protocol) => new()
    {
        Clients =
        [
            new NhrpClientValue
            {
                PrefixLength = 255,
                NbmaAddress = NhrpMessages.ToOctets(nbma),
                ProtocolAddress = protocol,
            },
        ],
    };

    /// <summary>The extensions with another one, before the last, which is End.</summary>
    private static Items<NhrpExtensionValue>? With(
        Items<NhrpExtensionValue>? extensions, NhrpExtensionType type, NhrpExtensionBody body) =>
        NhrpMessages.Ended(
        [
            .. (extensions ?? []).Where(
                one => TypeOf(one) != type && TypeOf(one) != NhrpExtensionType.End),
            new() { Compulsory = type != NhrpExtensionType.NatAddress, Body = body },
        ]);

    private static NhrpExtensionType TypeOf(NhrpExtensionValue extension) => extension.Body switch
    {
        NhrpExtensionBody.ResponderAddress => NhrpExtensionType.ResponderAddress,
        NhrpExtensionBody.NatAddress => NhrpExtensionType.NatAddress,
        NhrpExtensionBody.Unknown(var type, _) => type,
        NhrpExtensionBody.ForwardTransitRecord => NhrpExtensionType.ForwardTransitRecord,
        NhrpExtensionBody.ReverseTransitRecord => NhrpExtensionType.ReverseTransitRecord,
        NhrpExtensionBody.Authentication => NhrpExtensionType.Authentication,
        NhrpExtensionBody.VendorPrivate => NhrpExtensionType.VendorPrivate,
    };
}
