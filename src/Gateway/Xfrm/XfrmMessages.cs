using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Holdfast.Gateway.Netlink;
using Holdfast.StateMachines;

namespace Holdfast.Gateway.Xfrm;

/// <summary>
/// Requests about SAs and policies in the kernel, as linux/xfrm.h lays them out: addresses, SPIs
/// and ports in network order, all else in the order of this machine.
/// </summary>
internal static class XfrmMessages
{
    /// <summary>The part of the kernel, man 7 netlink.</summary>
    public const int Protocol = 6;

    private const ushort NewSa = 0x10, DeleteSa = 0x11, GetSa = 0x12;
    private const ushort DeletePolicy = 0x14, GetPolicy = 0x15;
    private const ushort UpdatePolicy = 0x19, UpdateSa = 0x1A, GetCounters = 0x1F;
    private const ushort CipherAttribute = 2, EncapsulationAttribute = 4, TemplateAttribute = 5;
    private const ushort CombinedAttribute = 18, IntegrityAttribute = 20, ReplayAttribute = 23;
    private const byte Esp = 50, TunnelMode = 1;
    private const byte IsForAllFamilies = 32, HasExtendedNumbers = 128;
    private const ushort EspInUdp = 2;
    private const int NameLength = 64, WindowWords = 4;

    // The longest request has a cipher, a hash and their keys: nothing of it is ever moved.
    private const int Room = 1_024;

    /// <summary>An SA is to be there, with its keys; the request is zeroed by who sends it.
    /// </summary>
    public static NetlinkRequest Add(
        XfrmSa sa, XfrmAlgorithm algorithm, ReadOnlySpan<byte> key, ReadOnlySpan<byte> integrityKey,
        XfrmLimits limits) => Of(NewSa, sa, algorithm, key, integrityKey, limits);

    /// <summary>Other limits of an SA that is there. The kernel wants keys with them, and takes
    /// none: those of the SA stay, so that these are any.</summary>
    public static NetlinkRequest Limit(
        XfrmSa sa, XfrmAlgorithm algorithm, ReadOnlySpan<byte> key, ReadOnlySpan<byte> integrityKey,
        XfrmLimits limits) => Of(UpdateSa, sa, algorithm, key, integrityKey, limits);

    /// <summary>An SA is to be gone.</summary>
    public static NetlinkRequest Remove(XfrmSa sa) => new(DeleteSa, 0, IdOf(sa));

    /// <summary>What an SA is; the answer has its keys.</summary>
    public static NetlinkRequest Get(XfrmSa sa) => new(GetSa, 0, IdOf(sa));

    /// <summary>All SAs; the answers have their keys.</summary>
    public static NetlinkRequest ListSas() => new(GetSa, 0, []);

    /// <summary>What an SA has carried; the answer has no key.</summary>
    public static NetlinkRequest Counters(XfrmSa sa)
    {
        var body = new byte[48];
        IdOf(sa).CopyTo(body, 0);
        Write(body.AsSpan(24), sa.From);
        return new(GetCounters, 0, body);
    }

    /// <summary>A policy is to be there, in the place of one with the same selector.</summary>
    public static NetlinkRequest Put(XfrmPolicy policy) =>
        new NetlinkRequest(UpdatePolicy, 0, InfoOf(policy)).With(
            TemplateAttribute, TemplateOf(policy));

    /// <summary>A policy is to be gone.</summary>
    public static NetlinkRequest Remove(XfrmPolicy policy)
    {
        var body = new byte[64];
        Write(body, policy.Selector, policy.Link);
        body[60] = (byte)policy.Direction;
        return new(DeletePolicy, 0, body);
    }

    /// <summary>All policies.</summary>
    public static NetlinkRequest ListPolicies() => new(GetPolicy, 0, []);

    /// <summary>A policy that lets all pass, which a socket of IKE has for itself.</summary>
    public static byte[] Bypass(XfrmDirection direction)
    {
        var info = new byte[168];
        MemoryMarshal.Write(info.AsSpan(40), FamilyOf(isIpv6: false));
        WriteNoLimits(info.AsSpan(56));
        info[160] = (byte)direction;
        return info;
    }

    private static NetlinkRequest Of(
        ushort kind, XfrmSa sa, XfrmAlgorithm algorithm, ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> integrityKey, XfrmLimits limits)
    {
        var request = new NetlinkRequest(kind, 0, InfoOf(sa, limits), Room);
        if (algorithm.Integrity is { } integrity)
        {
            WithKey(request, CipherAttribute, algorithm.Encryption, key, null);
            WithKey(
                request, IntegrityAttribute, integrity, integrityKey, (uint)algorithm.IcvBits);
        }
        else
        {
            WithKey(
                request, CombinedAttribute, algorithm.Encryption, key, (uint)algorithm.IcvBits);
        }

        request.With(ReplayAttribute, Window());
        return sa.Ports is { } ports
            ? request.With(EncapsulationAttribute, Encapsulation(ports))
            : request;
    }

    /// <summary>struct xfrm_usersa_info, 224 octets.</summary>
    private static byte[] InfoOf(XfrmSa sa, XfrmLimits limits)
    {
        var info = new byte[224];
        Write(info.AsSpan(56), sa.To);
        BinaryPrimitives.WriteUInt32BigEndian(info.AsSpan(72), sa.Spi.Value);
        info[76] = Esp;
        Write(info.AsSpan(80), sa.From);
        WriteNoLimits(info.AsSpan(96));
        MemoryMarshal.Write(info.AsSpan(104), limits.Octets);
        MemoryMarshal.Write(info.AsSpan(112), limits.Soft);
        MemoryMarshal.Write(info.AsSpan(120), limits.Hard);
        MemoryMarshal.Write(info.AsSpan(208), sa.Request);
        MemoryMarshal.Write(info.AsSpan(212), FamilyOf(sa.To.IsIpv6));
        info[214] = TunnelMode;
        info[216] = (byte)((sa.HasIpv6 ? IsForAllFamilies : 0)
            | (sa.IsExtended ? HasExtendedNumbers : 0));
        return info;
    }

    /// <summary>struct xfrm_usersa_id, 24 octets.</summary>
    private static byte[] IdOf(XfrmSa sa)
    {
        var id = new byte[24];
        Write(id, sa.To);
        BinaryPrimitives.WriteUInt32BigEndian(id.AsSpan(16), sa.Spi.Value);
        MemoryMarshal.Write(id.AsSpan(20), FamilyOf(sa.To.IsIpv6));
        id[22] = Esp;
        return id;
    }

    /// <summary>struct xfrm_userpolicy_info, 168 octets.</summary>
    private static byte[] InfoOf(XfrmPolicy policy)
    {
        var info = new byte[168];
        Write(info, policy.Selector, policy.Link);
        WriteNoLimits(info.AsSpan(56));
        MemoryMarshal.Write(info.AsSpan(152), PriorityOf(policy.Selector));
        info[160] = (byte)policy.Direction;
        return info;
    }

    /// <summary>struct xfrm_user_tmpl, 64 octets.</summary>
    private static byte[] TemplateOf(XfrmPolicy policy)
    {
        var template = new byte[64];
        Write(template, policy.To);
        BinaryPrimitives.WriteUInt32BigEndian(template.AsSpan(16), policy.Spi.Value);
        template[20] = Esp;
        MemoryMarshal.Write(template.AsSpan(24), FamilyOf(policy.To.IsIpv6));
        Write(template.AsSpan(28), policy.From);
        MemoryMarshal.Write(template.AsSpan(44), policy.Request);
        template[48] = TunnelMode;

        // Which algorithms it may have: those that its SA has.
        template.AsSpan(52, 12).Fill(byte.MaxValue);
        return template;
    }

    /// <summary>What is said more precisely is asked first, which is the smaller number.</summary>
    private static uint PriorityOf(XfrmSelector selector)
    {
        var bits = (2 * 8 * selector.From.Address.Length)
            - selector.From.Length - selector.To.Length;
        return (uint)((bits * 4) + (selector.Protocol == 0 ? 2 : 0)
            + (selector is { FromPort.Mask: 0, ToPort.Mask: 0 } ? 1 : 0) + 1);
    }

    /// <summary>struct xfrm_selector, 56 octets.</summary>
    private static void Write(Span<byte> octets, XfrmSelector selector, int link)
    {
        Write(octets, selector.To.Address);
        Write(octets[16..], selector.From.Address);
        BinaryPrimitives.WriteUInt16BigEndian(octets[32..], selector.ToPort.Value);
        BinaryPrimitives.WriteUInt16BigEndian(octets[34..], selector.ToPort.Mask);
        BinaryPrimitives.WriteUInt16BigEndian(octets[36..], selector.FromPort.Value);
        BinaryPrimitives.WriteUInt16BigEndian(octets[38..], selector.FromPort.Mask);
        MemoryMarshal.Write(octets[40..], FamilyOf(selector.IsIpv6));
        octets[42] = (byte)selector.To.Length;
        octets[43] = (byte)selector.From.Length;
        octets[44] = selector.Protocol;
        MemoryMarshal.Write(octets[48..], link);
    }

    private static void Write(Span<byte> octets, HostAddress address) => address.Write(octets);

    private static ushort FamilyOf(bool isIpv6) => (ushort)(isIpv6 ? 10 : 2);

    /// <summary>struct xfrm_lifetime_cfg: four that are set by amount, and four by time, of which 0
    /// is none.</summary>
    private static void WriteNoLimits(Span<byte> octets) => octets[..32].Fill(byte.MaxValue);

    /// <summary>struct xfrm_replay_state_esn: nothing was sent, and nothing has come.</summary>
    private static byte[] Window()
    {
        var window = new byte[24 + (4 * WindowWords)];
        MemoryMarshal.Write(window, (uint)WindowWords);
        MemoryMarshal.Write(window.AsSpan(20), 32U * WindowWords);
        return window;
    }

    private static byte[] Encapsulation((ushort From, ushort To) ports)
    {
        var encapsulation = new byte[24];
        MemoryMarshal.Write(encapsulation, EspInUdp);
        BinaryPrimitives.WriteUInt16BigEndian(encapsulation.AsSpan(2), ports.From);
        BinaryPrimitives.WriteUInt16BigEndian(encapsulation.AsSpan(4), ports.To);
        return encapsulation;
    }

    /// <summary>struct xfrm_algo, or with bits of an ICV xfrm_algo_aead and xfrm_algo_auth: name,
    /// bits of the key, bits of the ICV, key.</summary>
    private static void WithKey(
        NetlinkRequest request, ushort attribute, string name, ReadOnlySpan<byte> key, uint? icv)
    {
        var behind = NameLength + (icv is null ? 4 : 8);
        Span<byte> octets = stackalloc byte[behind + key.Length];
        octets.Clear();
        Encoding.ASCII.GetBytes(name, octets);
        MemoryMarshal.Write(octets[NameLength..], (uint)key.Length * 8);
        if (icv is { } bits)
        {
            MemoryMarshal.Write(octets[(NameLength + 4)..], bits);
        }

        key.CopyTo(octets[behind..]);
        request.With(attribute, octets);
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(octets);
    }
}
