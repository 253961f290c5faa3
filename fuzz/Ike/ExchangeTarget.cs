using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Fuzz.Schemas;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Fuzz.Ike;

/// <summary>
/// CREATE_CHILD_SA and INFORMATIONAL of a peer that has the keys, RFC 7296 §1.3 and §1.4. An input
/// is what mars has asked for, what the header says (bits: INFORMATIONAL, a response, the message
/// ID), the first payload, and what is sealed.
/// </summary>
internal sealed class ExchangeTarget : IFuzzTarget
{
    private const int HeadLength = 3;
    private const byte IsInformational = 1;
    private const byte IsResponse = 2;

    private readonly byte[] _message = new byte[4096];
    private readonly ExchangeScene?[] _scenes = new ExchangeScene?[Wishes.Length];

    private static readonly ExchangeWish?[] Wishes =
    [
        null, new ExchangeWish.RekeyChild(ExchangeScene.Inbound), new ExchangeWish.RekeyIke(),
        new ExchangeWish.DeleteChild(ExchangeScene.Inbound), new ExchangeWish.DeleteIke(),
    ];

    /// <inheritdoc/>
    public string Name => "ike-exchanges";

    /// <inheritdoc/>
    public string Claim =>
        "whatever a peer says under a standing SA is a step of the machine or nothing; what is "
        + "made or ended can be a fact, and where nothing is under way each secret is of an SA";

    /// <inheritdoc/>
    public TargetRooms Rooms => TargetRooms.Members;

    /// <inheritdoc/>
    public int LengthMax => 1024;

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Dictionary { get; } =
    [
        .. Enumerable.Range(33, 22).Select(type => new[] { (byte)type }),
        [0, 0, 1, 0xCA], [0, 0, 1, 0x3A], [0x40, 9], [0, 14], [0, 34], [0, 43], [0, 35],
    ];

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Seeds
    {
        get
        {
            // What one side asks for the other one may say: rekeys and Deletes of both kinds.
            var seeds = new List<byte[]>
            {
                Sealed(0, IsInformational, new ExchangeMessage.Inform([])),
            };
            foreach (var wish in Wishes.OfType<ExchangeWish>())
            {
                using var scene = new ExchangeScene(wish);
                if (scene.Asked is { } asked)
                {
                    var kind = (byte)Array.IndexOf(Wishes, wish);
                    var flags = ExchangeMessages.ExchangeOf(asked) == ExchangeType.Informational
                        ? IsInformational
                        : (byte)0;
                    seeds.Add(Sealed(0, flags, asked));
                    seeds.Add(Sealed(kind, flags, asked));
                    seeds.Add(Sealed(kind, (byte)(flags | IsResponse), asked));
                }
            }

            return seeds;
        }
    }

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.Length < HeadLength)
        {
            return;
        }

        var which = input[0] % Wishes.Length;
        var scene = _scenes[which] ??= new(Wishes[which]);
        var block = scene.Peer.Encryption.BlockLength;
        var text = input[HeadLength..];
        text = text[..(text.Length / block * block)];
        var octets = SealedText.Seal(
            _message, scene.Peer,
            new(
                new(0xca), new(0x3a),
                (input[1] & IsInformational) != 0
                    ? ExchangeType.Informational
                    : ExchangeType.CreateChildSa,
                new((byte)((input[1] & IsResponse) != 0 ? 0x28 : 0x08)), (uint)input[1] >> 4),
            input[2], text);
        octets[^1] ^= 1;
        ClaimBrokenException.Unless(
            !scene.IsHeard(octets), "nothing that is not authentic is heard");
        octets[^1] ^= 1;

        // What was changed is made anew: each input meets the same scene.
        var isChanged = true;
        try
        {
            isChanged = scene.Hear(octets);
        }
        finally
        {
            if (isChanged)
            {
                scene.Dispose();
                _scenes[which] = null;
            }
        }
    }

    /// <inheritdoc/>
    public void Examine(ReadOnlySpan<byte> input) => Run(input);

    /// <inheritdoc/>
    public InputShape ShapeOf(ReadOnlySpan<byte> input) =>
        input.Length > HeadLength && ReferenceReader.TryRead(
            SkPlaintext.Schema, input[HeadLength..],
            new(input[2], new Dictionary<string, long>()), out var reading)
            ? InputShape.Of(HeadLength, reading.Node!)
            : InputShape.None;

    private static byte[] Sealed(byte which, byte flags, ExchangeMessage message)
    {
        var payloads = ExchangeMessages.ToPayloads(message).Payloads;
        var whole = HandshakeMessages.Message(
            new(new(0xca), new(0x3a)), IkeRole.Initiator, ExchangeType.Informational, 0, payloads)
            .ToArray();
        const int headerLength = 28;
        return
        [
            which, flags, whole[16], .. SealedText.Padded(whole.AsSpan(headerLength), 4),
        ];
    }
}
