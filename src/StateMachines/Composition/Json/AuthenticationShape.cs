using System.Text.Json;
using Holdfast.Codec;
using Holdfast.StateMachines.Hsrp;

namespace Holdfast.StateMachines.Composition.Json;

/// <summary>How messages of HSRP are authenticated: one of three fields.</summary>
internal sealed class AuthenticationShape : JsonShape<HsrpGroup.Authentication>
{
    private static readonly JsonFields<Choice> Fields =
        new("hsrp_authentication", new(null, null, null));

    private static readonly ObjectShape<Choice> Object = Fields.Of(
        Fields.May("password", Shapes.Ascii(8), s => s.Text, (s, v) => s with { Text = v },
            "A clear-text password, RFC 2281 §5.1."),
        Fields.May("password_hex", Shapes.Hex(8), s => s.Hex, (s, v) => s with { Hex = v },
            "The same as octets."),
        Fields.May("md5_key_id", Shapes.Number(0u, uint.MaxValue), s => s.KeyId,
            (s, v) => s with { KeyId = v }, "The id of a key of MD5, which the shell holds."));

    /// <inheritdoc/>
    public override string Summary => "one field of " + Object.Summary;

    /// <inheritdoc/>
    public override IJsonObject Inside => Object;

    /// <inheritdoc/>
    public override bool TryRead(
        JsonPlace place, out HsrpGroup.Authentication value, out JsonFailure? failure)
    {
        value = null!;
        if (!Object.TryRead(place, out var choice, out failure))
        {
            return false;
        }

        var given = (choice.Text is null ? 0 : 1) + (choice.Hex is null ? 0 : 1)
            + (choice.KeyId is null ? 0 : 1);
        failure = given == 1
            ? null
            : place.Fails(
                ConfigTextFault.MissingField,
                "one of password, password_hex and md5_key_id is needed, and no other one");
        value = choice.KeyId is { } id
            ? new HsrpGroup.Authentication.Md5(id)
            : new HsrpGroup.Authentication.Password(choice.Text ?? choice.Hex ?? default);
        return failure is null;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter to, HsrpGroup.Authentication value)
    {
        switch (value)
        {
            case HsrpGroup.Authentication.Md5(var id):
                Object.Write(to, new(null, null, id));
                break;
            case HsrpGroup.Authentication.Password(var password):
                var isText = password.Span.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0;
                Object.Write(
                    to, isText ? new(password, null, null) : new(null, password, null));
                break;
        }
    }

    /// <inheritdoc/>
    public override void Describe(Utf8JsonWriter schema)
    {
        Object.Describe(schema);
        OneOf.Describe(schema, Object);
    }

    private sealed record Choice(Octets? Text, Octets? Hex, uint? KeyId)
    {
        // A password stays out of logs.
        public override string ToString() => nameof(Choice);
    }
}

/// <summary>What a peer agrees to: a list of words.</summary>
internal sealed class TraitsShape : JsonShape<Replication.IkeTraits>
{
    private static readonly ListShape<Word> List = new(WordShape<Word>.Shape, 0, 3);

    private enum Word
    {
        MessageIdSync,
        ReplayCounterSync,
        DeadPeerDetection,
    }

    /// <inheritdoc/>
    public override string Summary => List.Summary;

    /// <inheritdoc/>
    public override bool TryRead(
        JsonPlace place, out Replication.IkeTraits value, out JsonFailure? failure)
    {
        value = Replication.IkeTraits.None;
        if (!List.TryRead(place, out var words, out failure))
        {
            return false;
        }

        foreach (var word in words)
        {
            if (value.HasFlag(TraitOf(word)))
            {
                failure = place.Fails(
                    ConfigTextFault.Malformed, "words that are each there once are needed");
                return false;
            }

            value |= TraitOf(word);
        }

        return true;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter to, Replication.IkeTraits value) =>
        List.Write(
            to, [.. Enum.GetValues<Word>().Where(word => value.HasFlag(TraitOf(word)))]);

    /// <inheritdoc/>
    public override void Describe(Utf8JsonWriter schema) => List.Describe(schema);

    private static Replication.IkeTraits TraitOf(Word word) => word switch
    {
        Word.MessageIdSync => Replication.IkeTraits.MessageIdSync,
        Word.ReplayCounterSync => Replication.IkeTraits.ReplayCounterSync,
        Word.DeadPeerDetection => Replication.IkeTraits.DeadPeerDetection,
    };
}
