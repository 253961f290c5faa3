using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Holdfast.Codec;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Rri;
using Attribute = Holdfast.Protocol.Ike.V1.IsakmpConfigAttributeType;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>What is asked for, given and taken by mode config, draft-ietf-ipsec-isakmp-mode-cfg:
/// pulled by request and reply, or pushed by set and acknowledgement.</summary>
public static class ModeConfig
{
    /// <summary>A request, §5.1.</summary>
    /// <param name="identifier">That of the transaction.</param>
    /// <param name="asks">What is asked for.</param>
    public static TransactionMessage Request(ushort identifier, Items<Attribute> asks) =>
        new(IsakmpConfigType.Request, identifier) { Attributes = [.. asks.Select(Empty)] };

    /// <summary>The reply to a request: of what was asked for that which there is. What a request
    /// suggests changes nothing.</summary>
    /// <param name="request">The request.</param>
    /// <param name="grant">What the peer may have.</param>
    public static TransactionMessage Reply(TransactionMessage request, ModeConfigGrant grant)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(grant);
        var asked = request.Attributes.Select(one => one.AttributeType).ToHashSet();

        // §3.4: a netmask goes with an address.
        var known = grant.Address is { } address && asked.Contains(AddressOf(address))
            ? grant
            : grant with { Netmask = null };
        var all = Written(known).Where(one => asked.Contains(one.AttributeType)).ToList();
        if (asked.Contains(Attribute.SupportedAttributes))
        {
            all.Add(Of(Attribute.SupportedAttributes, Supported()));
        }

        return request.Answer([.. all]);
    }

    /// <summary>A set of all that there is.</summary>
    /// <param name="identifier">That of the transaction.</param>
    /// <param name="grant">What the peer gets.</param>
    public static TransactionMessage Set(ushort identifier, ModeConfigGrant grant)
    {
        ArgumentNullException.ThrowIfNull(grant);
        return new(IsakmpConfigType.Set, identifier) { Attributes = Written(grant) };
    }

    /// <summary>The acknowledgement of a set, §2: what is taken of it, without values.</summary>
    /// <param name="set">The set.</param>
    /// <param name="taken">Whether it is taken: what is known of it.</param>
    public static TransactionMessage Acknowledge(TransactionMessage set, bool taken)
    {
        ArgumentNullException.ThrowIfNull(set);
        return set.Answer(
            taken
                ?
                [
                    .. set.Attributes.Select(one => one.AttributeType).Where(IsKnown)
                        .Select(Empty),
                ]
                : []);
    }

    /// <summary>Whether an acknowledgement says that the address of a set is taken.</summary>
    public static bool TakesAddress(TransactionMessage acknowledgement) =>
        acknowledgement?.Attributes.Any(one =>
            one.AttributeType == Attribute.InternalIp4Address
            || one.AttributeType == Attribute.InternalIp6Address) == true;

    /// <summary>Reads what a reply or a set gives; false: a value has another length than its
    /// attribute, an address is none, or there are two.</summary>
    /// <param name="message">The reply or the set.</param>
    /// <param name="grant">What it gives; attributes that are not known are passed over.</param>
    public static bool TryRead(
        TransactionMessage message, [NotNullWhen(true)] out ModeConfigGrant? grant)
    {
        ArgumentNullException.ThrowIfNull(message);
        grant = new();
        foreach (var attribute in message.Attributes)
        {
            // §3.4: values without octets are of requests.
            if (!IsKnown(attribute.AttributeType) || attribute.AttributeData is not { Length: > 0 }
                    and not null)
            {
                continue;
            }

            if (attribute.AttributeData is not { } data
                || With(grant, attribute.AttributeType, data.Span) is not { } next)
            {
                grant = null;
                return false;
            }

            grant = next;
        }

        return true;
    }

    /// <summary>An attribute without a value: it is asked for, or taken.</summary>
    internal static IsakmpConfigAttributeValue Empty(Attribute type) =>
        new() { AttributeType = type, AttributeData = default(Octets) };

    private static readonly Items<Attribute> Known =
    [
        Attribute.InternalIp4Address, Attribute.InternalIp4Netmask, Attribute.InternalIp4Dns,
        Attribute.ApplicationVersion, Attribute.InternalIp6Address, Attribute.InternalIp6Dns,
        Attribute.InternalIp4Subnet, Attribute.SupportedAttributes, Attribute.InternalIp6Subnet,
    ];

    private static bool IsKnown(Attribute type) => Known.Contains(type);

    private static byte[] Supported()
    {
        var octets = new byte[Known.Count * sizeof(ushort)];
        for (var at = 0; at < Known.Count; at++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(
                octets.AsSpan(at * sizeof(ushort)), Known[at].Value);
        }

        return octets;
    }

    private static Items<IsakmpConfigAttributeValue> Written(ModeConfigGrant grant)
    {
        var all = new List<IsakmpConfigAttributeValue>();
        if (grant.Address is { } address)
        {
            all.Add(Of(AddressOf(address), OctetsOf(address)));
        }

        if (grant is { Address.IsIpv6: false, Netmask: { IsIpv6: false } mask })
        {
            all.Add(Of(Attribute.InternalIp4Netmask, OctetsOf(mask)));
        }

        all.AddRange(grant.NameServers.Select(server => Of(
            server.IsIpv6 ? Attribute.InternalIp6Dns : Attribute.InternalIp4Dns,
            OctetsOf(server))));
        all.AddRange(grant.Subnets.Select(subnet => subnet.Address.IsIpv6
            ? Of(
                Attribute.InternalIp6Subnet,
                [.. OctetsOf(subnet.Address), (byte)subnet.Length])
            : Of(
                Attribute.InternalIp4Subnet,
                [.. OctetsOf(subnet.Address), .. OctetsOf(MaskOf(subnet))])));
        if (grant.Version.Length > 0)
        {
            all.Add(Of(Attribute.ApplicationVersion, grant.Version.Span));
        }

        return [.. all];
    }

    private static ModeConfigGrant? With(
        ModeConfigGrant grant, Attribute type, ReadOnlySpan<byte> data) => type.Value switch
        {
            1 or 8 => data.Length == (type.Value == 1 ? 4 : 16) && grant.Address is null
                && HostAddress.From(data) is { IsUnspecified: false } address
                ? grant with { Address = address }
                : null,
            2 => data.Length == 4 && grant.Netmask is null && LengthOf(data) is not null
                ? grant with { Netmask = HostAddress.From(data) }
                : null,
            3 or 10 => data.Length == (type.Value == 3 ? 4 : 16)
                ? grant with { NameServers = grant.NameServers.Add(HostAddress.From(data)) }
                : null,
            7 => grant with { Version = new(data) },
            13 => data.Length == 8 && LengthOf(data[4..]) is { } length
                ? grant with
                {
                    Subnets = grant.Subnets.Add(
                        Prefix.Of(HostAddress.From(data[..4]), length)),
                }
                : null,
            15 => data.Length == 17 && data[16] <= 128
                ? grant with
                {
                    Subnets = grant.Subnets.Add(
                        Prefix.Of(HostAddress.From(data[..16]), data[16])),
                }
                : null,
            _ => grant,
        };

    /// <summary>How many ones a mask of IPv4 begins with; null: there are others behind a zero.
    /// </summary>
    private static int? LengthOf(ReadOnlySpan<byte> mask)
    {
        var host = ~BinaryPrimitives.ReadUInt32BigEndian(mask);
        return (host & (host + 1)) == 0 ? BitOperations.LeadingZeroCount(host) : null;
    }

    private static HostAddress MaskOf(Prefix subnet) => subnet.Address with
    {
        Value = uint.MaxValue ^ (subnet.Last.Value ^ subnet.Address.Value),
    };

    private static Attribute AddressOf(HostAddress address) => address.IsIpv6
        ? Attribute.InternalIp6Address
        : Attribute.InternalIp4Address;

    private static byte[] OctetsOf(HostAddress address)
    {
        var octets = new byte[address.Length];
        address.Write(octets);
        return octets;
    }

    private static IsakmpConfigAttributeValue Of(Attribute type, ReadOnlySpan<byte> data) =>
        new() { AttributeType = type, AttributeData = new Octets(data) };
}
