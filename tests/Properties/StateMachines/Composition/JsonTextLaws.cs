using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.StateMachines.Composition;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>
/// What is read and written as text: what is written is read, whatever comes is answered, and the
/// schema and the reader say the same.
/// </summary>
/// <typeparam name="T">What a text stands for.</typeparam>
public abstract class JsonTextLaws<T>
    where T : class
{
    private protected JsonTextLaws(JsonNode schema, JsonNode whole)
    {
        Schema = schema;
        Whole = whole;
        Documents = new(schema);
    }

    private JsonNode Schema { get; }

    private JsonNode Whole { get; }

    private DrawnDocuments Documents { get; }

    /// <summary>Of 400 drawn documents so many can stand at least.</summary>
    private protected abstract int ValidMin { get; }

    /// <summary>Reads a text.</summary>
    private protected abstract bool TryRead(
        ReadOnlySpan<byte> text, [NotNullWhen(true)] out T? value, out ConfigTextError error);

    /// <summary>Writes a value.</summary>
    private protected abstract void Write(IBufferWriter<byte> to, T value);

    /// <summary>What a schema can see.</summary>
    private static readonly HashSet<ConfigTextFault> Formal =
    [
        ConfigTextFault.UnknownField, ConfigTextFault.MissingField, ConfigTextFault.WrongType,
        ConfigTextFault.OutOfRange,
    ];

    [Fact]
    public void What_is_written_is_read_as_what_it_was()
    {
        var valid = 0;
        ForAll.Cases(400, choices => Documents.Lawful(choices, Whole), document =>
        {
            if (!TryRead(Octets(document), out var value, out _))
            {
                return;
            }

            valid++;
            var text = Written(to => Write(to, value));
            Assert.True(TryRead(text, out var again, out var error), $"{error}");
            Assert.Equal(value, again);
            Assert.Equal(text, Written(to => Write(to, again)));
        });
        Assert.True(valid > ValidMin, $"only {valid} of the documents can stand");
    }

    [Fact]
    public void What_is_read_keeps_every_value_that_was_given()
    {
        ForAll.Cases(400, choices => Documents.Lawful(choices, Whole), document =>
        {
            if (TryRead(Octets(document), out var value, out _))
            {
                var written = JsonNode.Parse(Written(to => Write(to, value)))!;
                Assert.Null(Lost(document, written, "$"));
            }
        });
    }

    [Fact]
    public void What_the_schema_allows_the_reader_refuses_only_for_what_no_schema_sees() =>
        ForAll.Cases(400, choices => Documents.Lawful(choices, Whole), document =>
        {
            Assert.Null(new JsonSchemaCheck(Schema).Wrong(document));
            if (!TryRead(Octets(document), out _, out var error))
            {
                Assert.True(
                    error.Fault is ConfigTextFault.Contradiction or ConfigTextFault.Malformed,
                    $"{error}");
            }
        });

    [Fact]
    public void What_the_schema_forbids_the_reader_refuses_and_the_other_way_round()
    {
        var (refused, formal) = (0, 0);
        ForAll.Cases(2_000, choices => Documents.Lawless(choices, Whole), document =>
        {
            var wrong = new JsonSchemaCheck(Schema).Wrong(document);
            var read = TryRead(Octets(document), out _, out var error);
            Assert.False(read && wrong is not null, $"read, but {wrong}");
            Assert.False(
                !read && wrong is null && Formal.Contains(error.Fault),
                $"the schema allows it, but {error}");
            refused += read ? 0 : 1;
            formal += wrong is null ? 0 : 1;
        });
        Assert.True(refused > 500 && formal > 500, $"{refused}, {formal}");
    }

    [Fact]
    public void Whatever_octets_come_the_answer_is_a_value_or_one_located_error()
    {
        var text = Octets(Whole);
        ForAll.Cases(3_000, choices => Torn(choices, text), torn =>
        {
            if (TryRead(torn, out var value, out var error))
            {
                Assert.NotNull(value);
                return;
            }

            Assert.Null(value);
            Assert.NotEqual(ConfigTextFault.None, error.Fault);
            Assert.InRange(error.Place.Line, 1, torn.Count(octet => octet == (byte)'\n') + 1);
            Assert.InRange(error.Place.Column, 1, torn.Length + 1);
            Assert.StartsWith("$", error.Place.Path, StringComparison.Ordinal);
            Assert.NotEmpty(error.Message);
        });
    }

    /// <summary>A text with octets changed, taken out, doubled, or cut.</summary>
    private static byte[] Torn(Choices choices, byte[] text)
    {
        var torn = text.ToList();
        for (var change = 1 + choices.Below(4); change > 0 && torn.Count > 0; change--)
        {
            var at = choices.Below(torn.Count);
            switch (choices.Below(6))
            {
                case 0:
                    torn[at] = (byte)choices.Number(8);
                    break;
                case 1:
                    torn.RemoveRange(at, Math.Min(torn.Count - at, 1 + choices.Below(8)));
                    break;
                case 2:
                    torn.InsertRange(at, torn[at..Math.Min(torn.Count, at + choices.Below(40))]);
                    break;
                case 3:
                    torn.RemoveRange(at, torn.Count - at);
                    break;
                case 4:
                    torn[at] = (byte)choices.Of("{}[],:\"\\0-9.eE+tfn \n".ToCharArray());
                    break;
                default:
                    torn.InsertRange(at, choices.Octets(1 + choices.Below(4)));
                    break;
            }
        }

        return [.. torn];
    }

    /// <summary>The first value of a document that another one has not; null: it has all.</summary>
    private static string? Lost(JsonNode? given, JsonNode? kept, string path) => given switch
    {
        JsonObject owner => owner
            .Select(member => Lost(member.Value, kept?[member.Key], $"{path}.{member.Key}"))
            .FirstOrDefault(lost => lost is not null),
        JsonArray array when array.Count == (kept as JsonArray)?.Count => array
            .Select((element, at) => Lost(element, kept![at], $"{path}[{at}]"))
            .FirstOrDefault(lost => lost is not null),
        JsonArray => path,
        _ => Same(given, kept) ? null : path,
    };

    private static bool Same(JsonNode? one, JsonNode? other) =>
        JsonNode.DeepEquals(one, other)
        || (one?.GetValueKind() == System.Text.Json.JsonValueKind.String
            && other?.GetValueKind() == System.Text.Json.JsonValueKind.String
            && (JsonSchemaCheck.Ticks(one.GetValue<string>())
                == JsonSchemaCheck.Ticks(other.GetValue<string>()))
            && JsonSchemaCheck.Ticks(one.GetValue<string>()) is not null);

    private static byte[] Octets(JsonNode document) =>
        Encoding.UTF8.GetBytes(document.ToJsonString(new() { WriteIndented = true }));

    private protected static byte[] Written(Action<IBufferWriter<byte>> write)
    {
        var to = new ArrayBufferWriter<byte>();
        write(to);
        return to.WrittenSpan.ToArray();
    }
}
