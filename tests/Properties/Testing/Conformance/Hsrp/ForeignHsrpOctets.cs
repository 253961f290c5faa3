using System.Buffers.Binary;
using System.Text;
using Holdfast.Testing.Conformance.Hsrp;

namespace Holdfast.Tests.Properties.Testing.Conformance.Hsrp;

/// <summary>The octets of HSRP as somebody else writes and reads them: fixed ones in version 1, two
/// TLVs in version 2.</summary>
internal static class ForeignHsrpOctets
{
    private const int GroupState = 1;
    private const int TextAuthentication = 3;

    // By number of the state: version 1 has a bit for each, version 2 counts them from 1.
    private static readonly byte[] CodesOfVersion1 = [0, 1, 2, 4, 8, 16];

    /// <summary>What was heard.</summary>
    public readonly record struct Heard(
        byte Opcode, int State, long Priority, int Group, TimeSpan HoldTime, string Password);

    /// <summary>Reads a message; null: it is none of that version.</summary>
    public static Heard? Read(
        int version, ReadOnlySpan<byte> octets, HsrpMistake mistake = HsrpMistake.None)
    {
        var isAny = mistake == HsrpMistake.ChecksNoVersion;
        if (version == 1)
        {
            return octets.Length < 20 || (octets[0] != 0 && !isAny) ? null : new(
                octets[1], Array.IndexOf(CodesOfVersion1, octets[2]), octets[5], octets[6],
                TimeSpan.FromSeconds(octets[4]), Text(octets[8..16]));
        }

        Heard? heard = null;
        var password = "";
        while (octets.Length >= 2 && octets.Length >= 2 + octets[1])
        {
            var body = octets.Slice(2, octets[1]);
            if (octets[0] == GroupState && body.Length == 40 && (body[0] == 2 || isAny))
            {
                heard = new(
                    body[1], body[2] - 1, BinaryPrimitives.ReadUInt32BigEndian(body[12..]),
                    BinaryPrimitives.ReadUInt16BigEndian(body[4..]),
                    TimeSpan.FromMilliseconds(BinaryPrimitives.ReadUInt32BigEndian(body[20..])),
                    "");
            }
            else if (octets[0] == TextAuthentication && body.Length == 8)
            {
                password = Text(body);
            }

            octets = octets[(2 + body.Length)..];
        }

        return heard is { } group && octets.IsEmpty ? group with { Password = password } : null;
    }

    /// <summary>Writes a message.</summary>
    public static byte[] Write(HsrpSettings settings, byte opcode, int state, int priority)
    {
        var address = (uint)settings.VirtualAddress.Value;
        if (settings.Version == 1)
        {
            var octets = new byte[20];
            (octets[1], octets[2]) = (opcode, CodesOfVersion1[state]);
            octets[3] = (byte)settings.HelloTime.TotalSeconds;
            octets[4] = (byte)settings.HoldTime.TotalSeconds;
            (octets[5], octets[6]) = ((byte)priority, (byte)settings.Group);
            Encoding.ASCII.GetBytes(settings.Password, octets.AsSpan(8, 8));
            BinaryPrimitives.WriteUInt32BigEndian(octets.AsSpan(16), address);
            return octets;
        }

        var whole = new byte[52];
        (whole[0], whole[1], whole[42], whole[43]) = (GroupState, 40, TextAuthentication, 8);
        var body = whole.AsSpan(2, 40);
        (body[0], body[1], body[2], body[3]) = (2, opcode, (byte)(state + 1), 4);
        BinaryPrimitives.WriteUInt16BigEndian(body[4..], (ushort)settings.Group);
        BinaryPrimitives.WriteUInt32BigEndian(body[12..], (uint)priority);
        BinaryPrimitives.WriteUInt32BigEndian(
            body[16..], (uint)settings.HelloTime.TotalMilliseconds);
        BinaryPrimitives.WriteUInt32BigEndian(
            body[20..], (uint)settings.HoldTime.TotalMilliseconds);
        BinaryPrimitives.WriteUInt32BigEndian(body[24..], address);
        Encoding.ASCII.GetBytes(settings.Password, whole.AsSpan(44, 8));
        return whole;
    }

    private static string Text(ReadOnlySpan<byte> octets) =>
        Encoding.ASCII.GetString(octets).TrimEnd('\0');
}
