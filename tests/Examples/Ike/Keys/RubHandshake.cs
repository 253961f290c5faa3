using System.Text.Json;
using Holdfast.Codec;
using Holdfast.Tests.Examples.Cryptography.KeyExchange;

namespace Holdfast.Tests.Examples.Ike.Keys;

/// <summary>
/// A test of the IPsec state machine extractor of Ruhr-Universität Bochum: the values that it sets
/// and expects, each found by a word of its statement.
/// </summary>
internal sealed class RubHandshake
{
    private readonly JsonElement _test;

    private RubHandshake(JsonElement test) => _test = test;

    /// <summary>All tests: class and name.</summary>
    public static IReadOnlyList<(string Class, string Test)> All { get; } =
        [.. Tests().Select(test => (test.Text("class"), test.Text("test")))];

    /// <summary>The test of that class and name.</summary>
    public static RubHandshake Named(string inClass, string name) => new(Tests().Single(
        test => test.Text("class") == inClass && test.Text("test") == name));

    /// <summary>The value of a statement with that word in it.</summary>
    /// <param name="word">The word.</param>
    /// <param name="index">Which one, if there are several.</param>
    public Octets this[string word, int index = 0] => Octets.FromHex(
        _test.GetProperty("items").EnumerateArray()
            .Where(item => item.TryGetProperty("hex", out var hex) && hex.GetArrayLength() == 1
                && item.Text("statement").Contains(word, StringComparison.Ordinal))
            .ElementAt(index).GetProperty("hex")[0].GetString()!);

    private static JsonElement.ArrayEnumerator Tests() =>
        PublicVectors.Read("ike-handshakes/rub_ike_handshakes").GetProperty("tests")
            .EnumerateArray();
}
