using System.Buffers.Binary;
using Holdfast.Fuzz.Schemas;
using Holdfast.Gateway.Ipsec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Fuzz.Gateway;

/// <summary>Keys as another member sends them over the sync channel.</summary>
internal sealed class KeyMaterialTarget : IFuzzTarget
{
    private const int HeaderLength = 10;
    private static readonly KeyHandle Handle = new(0x0200_0000_0000_0001);

    private readonly LayeredProvider _provider = CryptoProviders.Fastest(out _);

    /// <inheritdoc/>
    public string Name => "key-material";

    /// <inheritdoc/>
    public string Claim =>
        "what is no key material changes nothing; what is, is handed on as it came, and seals and "
        + "opens with the keys that stand there";

    /// <inheritdoc/>
    public TargetRooms Rooms => TargetRooms.Members;

    /// <inheritdoc/>
    public int LengthMax => 512;

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Dictionary { get; } =
    [
        [0, 1], [0, 2], [0, 3], [0, 5], [0, 12], [0, 13], [0, 14], [0, 20], [0, 28], [0, 31],
        [0, 128], [0, 192], [1, 0], [1, 0x20],
    ];

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. HandshakeSuites().Select(OfIke), .. HandshakeSuites().Select(OfEsp), OfShare(31),
        OfShare(19),
    ];

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<byte> input)
    {
        using var chest = new KeyChest(_provider, 2, octets => octets.Fill(7));
        if (!chest.TryTake(Handle, input))
        {
            ClaimBrokenException.Unless(chest.Handles.Count == 0, "what is refused is not kept");
            return;
        }

        ClaimBrokenException.Unless(
            chest.OctetsOf(Handle).SequenceEqual(input), "it is handed on as it came");
        Reached.Fields(ShapeOf(chest.OctetsOf(Handle)), chest.OctetsOf(Handle));
        ClaimBrokenException.Unless(
            chest.TryTake(Handle, [0]) && chest.OctetsOf(Handle).SequenceEqual(input),
            "what is known is not replaced");
        if (chest.ShareOf(Handle) is { } share)
        {
            Begin(share);
            return;
        }

        var material = chest.MaterialOf(Handle)!;
        if (material.IsIke)
        {
            CheckIke(chest, material, input);
        }
        else
        {
            using var opener = chest.Opener(Handle);
            using var sealer = chest.Sealer(Handle);
            ClaimBrokenException.Unless(
                opener is not null && sealer is not null && chest.Channel(Handle) is null,
                "keys of ESP seal and open packets, and no messages");
        }

        chest.Forget(Handle);
        ClaimBrokenException.Unless(
            chest.Handles.Count == 0 && chest.OctetsOf(Handle).IsEmpty,
            "what is forgotten is gone");
    }

    /// <inheritdoc/>
    public void Examine(ReadOnlySpan<byte> input) => Run(input);

    /// <inheritdoc/>
    public InputShape ShapeOf(ReadOnlySpan<byte> input)
    {
        if (input.Length < HeaderLength)
        {
            return InputShape.OfOctets(input.Length);
        }

        var fields = new List<InputField> { Number(0, 1), Number(1, 1) };
        for (var at = 2; at < HeaderLength; at += 2)
        {
            fields.Add(Number(at, 2));
        }

        for (var at = HeaderLength; at < input.Length; at += 4)
        {
            fields.Add(Number(at, Math.Min(4, input.Length - at)));
        }

        return new(fields, []);
    }

    private static InputField Number(int at, int octets) =>
        new(at * 8, octets * 8, true, false, 1, []);

    private void Begin(ShareMaterial share)
    {
        using var keys = new HandshakeKeys(
            _provider, NoncePartition.Alone, octets => octets.Fill(7));
        var isBegun = keys.TryStart(
            share.Method, share.Drawn, out var number, out var value, out var error);
        ClaimBrokenException.Unless(
            isBegun ? value.Length > 0 && keys.Count == 1 && keys.Forget(number)
                : error.Fault != CryptoFault.None && keys.Count == 0,
            "a share is begun with, or refused with a reason", $"{error}");
    }

    private static void CheckIke(KeyChest chest, KeyMaterial material, ReadOnlySpan<byte> input)
    {
        using var keys = material.CopyIkeKeys();
        var at = HeaderLength;
        foreach (var key in (Secret[])[keys.SkD, keys.SkAi, keys.SkAr, keys.SkEi, keys.SkEr])
        {
            ClaimBrokenException.Unless(
                input.Slice(at, key.Length).SequenceEqual(key.Span), "each key is where it stands");
            at += key.Length;
        }

        ClaimBrokenException.Unless(at == input.Length, "keys are all that there is");
        var channel = chest.Channel(Handle);
        ClaimBrokenException.Unless(
            channel is { CanSeal: false }
                && channel.IsInitiator == (input[1] == (byte)IkeRole.Initiator),
            "who has not planned a reign seals nothing");
        chest.Plan(Handle, 1);
        ClaimBrokenException.Unless(
            chest.Channel(Handle)!.CanSeal, "who has planned a reign seals");
        ClaimBrokenException.Unless(
            channel!.Open(input, out var refusal) is null && refusal is null,
            "keys are no message");
    }

    private static IEnumerable<IkeSuite> HandshakeSuites() =>
        Holdfast.StateMachines.Ike.HandshakeSuites.Default.DistinctBy(
            suite => (suite.Encryption, suite.Integrity));

    private static byte[] OfIke(IkeSuite suite) => Make(
        1, suite.Encryption, suite.Integrity, suite.Prf.Algorithm.Value,
        suite.Prf.KeyLength
            + (2 * (suite.Encryption.KeyMaterialLength + suite.Integrity.KeyLength)));

    private static byte[] OfEsp(IkeSuite suite) => Make(
        2, suite.Encryption, suite.Integrity, 0,
        2 * (suite.Encryption.KeyMaterialLength + suite.Integrity.KeyLength));

    private static byte[] OfShare(ushort method)
    {
        var octets = new byte[4 + (KeyExchanges.RandomnessLength(new(method)) is var length
            and > 0 ? length : 32)];
        octets[0] = 3;
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(2), method);
        octets.AsSpan(4).Fill(9);
        return octets;
    }

    private static byte[] Make(
        byte kind, EncryptionSpec encryption, IntegritySpec integrity, ushort prf, int keys)
    {
        var octets = new byte[HeaderLength + keys];
        octets[0] = kind;
        var bits = EncryptionSpecs.Find(encryption.Algorithm, null) is null
            ? encryption.KeyLength * 8
            : 0;
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(2), encryption.Algorithm.Value);
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(4), (ushort)bits);
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(6), integrity.Algorithm.Value);
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(8), prf);
        for (var at = HeaderLength; at < octets.Length; at++)
        {
            octets[at] = (byte)(at * 37);
        }

        return octets;
    }
}
