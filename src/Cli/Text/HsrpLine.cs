using Holdfast.Cli.Decoding;
using Holdfast.Protocol.Hsrp;

namespace Holdfast.Cli.Text;

/// <summary>HSRP in a line: who is what in which group.</summary>
internal static class HsrpLine
{
    /// <summary>Writes a message of either version.</summary>
    public static void Write(Pen pen, in Layer layer, ReadOnlySpan<byte> octets)
    {
        if (octets[0] != 0)
        {
            Version2(pen, layer, octets);
        }
        else if (HsrpAdvertisement.TryParse(octets, out var advertisement, out _))
        {
            pen.Write($"  HSRPv1 Advertise active groups {advertisement.ActiveGroups}");
            pen.Write($" passive groups {advertisement.PassiveGroups}");
        }
        else
        {
            _ = HsrpV1.TryParse(octets[..HsrpParts.FixedOctets], out var hsrp, out _);
            pen.Write($"  HSRPv1 {hsrp.Opcode.ToString()} group {hsrp.Group}");
            pen.Write($" {hsrp.State.ToString()} priority {hsrp.Priority}");
            pen.Write($" virtual {hsrp.VirtualIp.ToString()}");
            pen.Write($" hello {hsrp.HelloTime} s hold {hsrp.HoldTime} s");
        }
    }

    private static void Version2(Pen pen, in Layer layer, ReadOnlySpan<byte> octets)
    {
        if (!HsrpParts.TryFirstGroup(octets, layer.Elements, out var group))
        {
            pen.Write($"  HSRPv2 {layer.Elements} TLVs");
            return;
        }

        pen.Write($"  HSRPv2 {group.Opcode.ToString()} group {group.Group}");
        pen.Write($" {group.State.ToString()} priority {group.Priority} virtual ");
        pen.Address(HsrpParts.VirtualIp(group));
        pen.Write($" hello {group.HelloTime} ms hold {group.HoldTime} ms");
    }
}
