using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>How long an SA may live, as IKEv1 negotiates it: RFC 2409 appendix A for phase 1, RFC
/// 2407 §4.5 for phase 2.</summary>
/// <param name="Seconds">Seconds; 0: not said.</param>
/// <param name="Kilobytes">Kilobytes; 0: not said.</param>
public readonly record struct SaLife(uint Seconds, uint Kilobytes = 0)
{
    /// <summary>Eight hours: what holds in phase 2 where nobody says another time, RFC 2407 §4.5.
    /// </summary>
    public static SaLife Default => new(28_800);

    /// <summary>The shorter of both; what one side does not say, the other one decides.</summary>
    public SaLife Meet(SaLife other) =>
        new(Least(Seconds, other.Seconds), Least(Kilobytes, other.Kilobytes));

    /// <summary>Whether it lets an SA live at least as long in every respect.</summary>
    public bool Covers(SaLife other) => Meet(other) == other;

    /// <summary>The attributes of a transform of phase 1.</summary>
    public Items<IsakmpAttributeValue> ToPhaseOne() => ToAttributes(
        PhaseOneAttributeType.LifeType.Value, PhaseOneAttributeType.LifeDuration.Value);

    /// <summary>The attributes of a transform of phase 2, and of RESPONDER-LIFETIME.</summary>
    public Items<IsakmpAttributeValue> ToPhaseTwo() => ToAttributes(
        PhaseTwoAttributeType.SaLifeType.Value, PhaseTwoAttributeType.SaLifeDuration.Value);

    /// <summary>What a transform of phase 1 says.</summary>
    public static SaLife OfPhaseOne(Items<IsakmpAttributeValue> attributes) => Read(
        attributes, PhaseOneAttributeType.LifeType.Value,
        PhaseOneAttributeType.LifeDuration.Value);

    /// <summary>What a transform of phase 2 says.</summary>
    public static SaLife OfPhaseTwo(Items<IsakmpAttributeValue> attributes) => Read(
        attributes, PhaseTwoAttributeType.SaLifeType.Value,
        PhaseTwoAttributeType.SaLifeDuration.Value);

    /// <summary>For example "3600 s, 1000 kB".</summary>
    public override string ToString() => (Seconds, Kilobytes) switch
    {
        (0, 0) => "without end",
        (_, 0) => $"{Seconds} s",
        (0, _) => $"{Kilobytes} kB",
        _ => $"{Seconds} s, {Kilobytes} kB",
    };

    // A duration follows the type that it is of.
    private static SaLife Read(Items<IsakmpAttributeValue> attributes, ushort type, ushort duration)
    {
        var life = default(SaLife);
        var of = default(ushort);
        foreach (var attribute in attributes)
        {
            if (attribute.AttributeType == type)
            {
                of = attribute.AttributeValue ?? 0;
            }
            else if (attribute.AttributeType == duration)
            {
                life = of == LifeType.Seconds.Value ? life with { Seconds = ValueOf(attribute) }
                    : of == LifeType.Kilobytes.Value
                        ? life with { Kilobytes = ValueOf(attribute) }
                    : life;
            }
        }

        return life;
    }

    /// <summary>The value in either form; what does not fit is as long as can be.</summary>
    private static uint ValueOf(IsakmpAttributeValue attribute)
    {
        if (attribute.AttributeValue is { } value)
        {
            return value;
        }

        var octets = (attribute.AttributeData ?? default).Span.TrimStart((byte)0);
        Span<byte> number = stackalloc byte[sizeof(uint)];
        if (octets.Length > number.Length)
        {
            return uint.MaxValue;
        }

        octets.CopyTo(number[^octets.Length..]);
        return BinaryPrimitives.ReadUInt32BigEndian(number);
    }

    private Items<IsakmpAttributeValue> ToAttributes(ushort type, ushort duration) =>
    [
        .. Pair(LifeType.Seconds, Seconds, type, duration),
        .. Pair(LifeType.Kilobytes, Kilobytes, type, duration),
    ];

    private static Items<IsakmpAttributeValue> Pair(
        LifeType of, uint value, ushort type, ushort duration) => value == 0
            ? []
            : [IsakmpOffers.Short(type, of.Value), Duration(duration, value)];

    // RFC 2408 §3.3: what 16 bits do not hold has the long form.
    private static IsakmpAttributeValue Duration(ushort type, uint value)
    {
        if (value <= ushort.MaxValue)
        {
            return IsakmpOffers.Short(type, (ushort)value);
        }

        Span<byte> octets = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        return new() { AttributeType = type, AttributeData = new Octets(octets) };
    }

    private static uint Least(uint one, uint other) =>
        one == 0 ? other : other == 0 ? one : Math.Min(one, other);
}
