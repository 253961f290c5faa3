using System.Security.Cryptography;
using System.Text;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Establishing;

/// <summary>
/// A method of EAP for tests alone: a question in each round, and the digest of it with a password
/// in reply; its key is of all questions. It proves nothing that one would rely on.
/// </summary>
/// <param name="password">What both sides know.</param>
/// <param name="length">Octets of a question, so that some do not fit a datagram.</param>
internal abstract class ToyEap(string password, int length)
{
    private readonly List<byte> _questions = [];

    protected byte[] Ask(int round)
    {
        var question = new byte[length];
        question.AsSpan().Fill((byte)(0x40 + round));
        return question;
    }

    protected byte[] ReplyTo(ReadOnlySpan<byte> question)
    {
        _questions.AddRange(question);
        return SHA256.HashData([.. Encoding.UTF8.GetBytes(password), .. question]);
    }

    /// <summary>64 octets, which an MSK has at least.</summary>
    public byte[] Msk =>
        SHA512.HashData([.. Encoding.UTF8.GetBytes(password), .. _questions]);

    protected static EapPayloadValue Word(EapCode code, int id, ReadOnlySpan<byte> data) => new()
    {
        Code = code,
        Identifier = (byte)id,
        Type = EapType.Experimental,
        TypeData = new(data),
    };

    /// <summary>Who asks.</summary>
    public sealed class Server(string password, int rounds, int length = 8)
        : ToyEap(password, length)
    {
        private int _round;

        /// <summary>The next word; success or failure are the last.</summary>
        public EapPayloadValue Hear(EapPayloadValue? heard)
        {
            if (heard is not null
                && !heard.TypeData.Span.SequenceEqual(ReplyTo(Ask(_round))))
            {
                return new() { Code = EapCode.Failure, Identifier = heard.Identifier };
            }

            _round++;
            return heard is not null && _round > rounds
                ? new() { Code = EapCode.Success, Identifier = heard.Identifier }
                : Word(EapCode.Request, _round, Ask(_round));
        }
    }

    /// <summary>Who replies.</summary>
    public sealed class Client(string password) : ToyEap(password, 0)
    {
        /// <summary>How often it was asked.</summary>
        public int Asked { get; private set; }

        public EapPayloadValue Hear(EapPayloadValue question)
        {
            Asked++;
            return Word(
                EapCode.Response, question.Identifier, ReplyTo(question.TypeData.Span));
        }
    }
}
