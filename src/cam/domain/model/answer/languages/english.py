"""English."""

from cam.domain.model.answer.phrases import Phrases

ENGLISH = Phrases(
    unsubscribe="""
(take|remove|delete|strike|cross) (my|our|this) .. (name|address|email|number|company|
    details) .. (off|from|out)
(be|get|getting|been) (taken|removed|struck|dropped|deleted) (off|from|out of) .. (list|lists|
    database|mailing|system|emails)
(can|could|would|will) you .. stop (emailing|mailing|contacting|writing|sending|messaging|
    spamming)
(do not|dont|never) (please|) send (any|more|further|any more) .. (of these|of this|such|to me|
    to us|to this|like this)
^ stop (emailing|contacting|mailing|spamming)
(quit|cease|knock off|cut out|enough with|done with) (emailing|mailing|contacting|spamming|
    writing|messaging|sending|pestering|bothering) (me|us|to me|to us)
(ask|request|require|want|demand|instruct|expect|asking|requesting|asked) (you|that you|you must)
    .. (erase|delete|remove me|remove my|destroy|stop contacting|stop emailing|stop sending|
    stop mailing|cease) .. (data|me|us|information|details|emails|records|contacting|mails|)
(erase|delete|remove|destroy) (all|any|the|my|our) .. (data|information|records|
    details) .. (you hold|you have|about me|on me|on us|about us|concerning|of mine|held)
(erasure|deletion|removal) of (my|our|all|any) .. (data|information|details|address|email)
(stop|quit) (the|all|with the|these|those|your) .. (emails|mails|spam|messages|mailings|emailing)
(strike|cross|scratch) (me|us) (off|from|out)
(get|keep) (me|us|my address|my email|my name) (off|out of) .. (list|lists|database|mailing|
    system)
(do|would|could) not .. (contact|email|write to|mail) (me|us) (again|any more|anymore|any further)
(dont|do not|never) (write|send|email|mail|contact|get in touch) .. (again|anymore|any more) $
(no more|no further) (emails|mails|messages|mail|email|contact|spam|of this|of these) $
unsub $
^ unsub (me|us|please|)
(unsubscribe|unsubscibe|unsubcribe|unsuscribe) (me|us|my|our|this address|this email)
(remove|delete|erase|drop|strike|scrub|exclude) (me|us) (from|off)
(take|get|leave) (me|us) off (your|the|this|these|all|any)
(take|get|leave) (me|us) .. off .. (list|lists|mailing|database|emails|mailings)
(remove|delete|erase|destroy|purge) (my|our|all my|all our|any of my) .. (email|emails|address|
    name|details|data|information|info|contacts)
(remove|delete|take|erase) (this|that|our) (email|email address|address|mailbox|inbox) (from|off)
(please|kindly|pls|plz) (remove|delete) (me|us)
^ (remove|delete) (me|us) $
(remove|delete) (me|us) (now|immediately|please|asap|permanently)
(want|like|wish|need|ask|asking|asked|request|demand|prefer|expect) to (be|get) .. (removed|
    unsubscribed|deleted|off your|off the|off this|opted out|erased)
(want|like|wish|need|trying|tried|try|going|have) to (unsubscribe|opt out|get off your|
    get off this)
(unsubscribe|remove|opt) (me|us) (out|please|now|immediately)
(i|we) (hereby|) (opt out|am opting out|are opting out|am unsubscribing|hereby unsubscribe)
how (do|can|could|may) (i|we) (unsubscribe|opt out|get off|get removed|stop these|stop your|
    stop getting|stop receiving)
where (do|can|could) (i|we) (unsubscribe|opt out)
(do not|dont|never|stop|please not) (ever|) (contact|email|mail|message|write|write to|call|
    approach|bother) (me|us) (again|anymore|any more|any longer|further|in the future|in future|
    ever again|any further)
(do not|dont|never) (ever|) (contact|spam|solicit|bother|harass) (me|us)
(never|not) (want|wish) to hear from you (again|anymore|any more)
stop (contacting|emailing|mailing|messaging|spamming|writing|writing to|bothering|harassing|
    pestering|mail bombing) (me|us|my|our)
stop sending (me|us|to me|to us)
^ stop (sending|contacting|emailing|mailing|spamming|with|) (these|this|those|your|all|the|
    any more|more|further) .. (emails|mails|messages|mail|email|spam|mailings|newsletters)
^ stop (sending|) (emails|mails|messages|mail|spam)
^ stop (it|this|that|now|immediately|emailing|contacting|spamming|mailing|writing|sending) $
^ (no|any) (more|further) (emails|mails|messages|email|mail|contact|mailings|newsletters|of these|
    of this)
(want|need|wish|receive|like|send|get) no (more|further) (emails|mails|messages|email|mail|
    contact|mailings|newsletters|of these)
(do not|dont|no longer|not) (want|wish|like|care|agree|consent) .. (to receive|receive|to get|
    to hear from|to be contacted|be contacted|to be emailed|to be on)
(do not|dont) want (your|any|any more|more|anymore|these|further|any further) .. (emails|mails|
    messages|email|mail|newsletters|mailings|spam)
(would|d|rather|prefer) not (to|) (receive|be contacted|hear from you|get) (any|further|more|
    these|again|emails|mails)
(like|want|wish) (you|) to stop .. (receiving|getting|sending|emailing|contacting|these|emails)
(do not|dont) send (me|us) (any|more|further|anything|emails|mails|messages|mail|this|these|those|
    your|such|anymore)
(do not|dont) send (any|more|further|any more) .. (emails|mails|messages|mail|anything)
(withdraw|revoke|withdrew) (my|our|any|all) .. (consent|permission)
(lose|forget|bin|burn) my (email|number|address|email address)
(leave|left) (me|us) alone
(cease|cease and desist|refrain) (from|) (all|any|further|contacting|emailing|sending|contact)
(object|objecting) to .. (processing|marketing|use of my|being contacted)
my right to (erasure|object|be forgotten)
(add|put|place) (me|us|this|my) .. (do not contact|do not mail|do not email|no contact|
    suppression|opt out|dnc)
(blacklist|suppress) (me|us|my|this|our)
(consider|treat) this .. (opt out|unsubscribe|unsubscription|request to be removed|formal request)
(mark|flag) (me|us) as (do not contact|opted out|unsubscribed)
off (your|this|the) (mailing|email|distribution|contact|call|marketing|spam|) (list|lists|
    database)
(unsubscribe|unsubscribing|removal|removed) from (your|this|all|these|any|the) .. (list|lists|
    emails|mailing|mailings|newsletter|messages|mails|communication|communications)
^ unsubscribe (from|) (your|this|all|these|the|everything|asap|now|immediately)
(still|keep) (getting|receiving) .. after .. (unsubscribing|unsubscribed|opted out|
    asked you to stop)
(asked|told) you .. to (stop|remove me|unsubscribe me|take me off)
""",
    command="""
(not interested|no|no thanks|thanks) remove $
^ (stop|unsubscribe|unsubscibe|unsubcribe|unsuscribe|remove|removal|opt out|optout|opt-out|quit|
    delete|stop all|stopall) $
^ unsubscribe <address>
""",
    unsubscribe_hint="""
erase
personal data
(delete|remove) (this|the|that|all) .. (data|address|email)
(quit|stop) (emailing|mailing|writing|sending|contacting|spamming)
enough (emails|mails|already|of this)
(off|from) (the|your|this|ur|my) .. list
(dont|do not|never) (bother|contact|spam|solicit|write)
unsubscribe
unsubscribed
unsubscribing
opt out
opted out
remove me
take me off
mailing list
please stop
stop (emailing|mailing|spamming|sending|contacting)
(do not|dont) (email|mail|message|write|contact) (me|us)
never (signed up|subscribed|opted in)
(did not|didnt) (sign up|subscribe|opt in|ask for)
(no|never gave|without) .. consent
(remove|delete) .. (from|off) .. (list|lists|database|records|system|crm)
""",
    footer="""
if you (do not|dont|no longer|would rather|would prefer|prefer|want|wish|would like|d rather|
    ever want) .. (unsubscribe|to be removed|to receive|not to|not hear|hear from|to opt out|
    receive|to unsubscribe|opt out)
(if you|in case you) (want|wish|would like|no longer) .. (unsubscribe|removed|opt out)
(reply|respond|answer|write) (with|) (the word|) (stop|unsubscribe|remove|no)
(click|use the link|use this link|follow the link|tap) .. (unsubscribe|opt out|here)
(unsubscribe|opt out) (here|<url>|at any time|by|using|via)
unsubscribe (in|with) one click
(^|you can|you may|you could) .. (unsubscribe|opt out) .. (any time|anytime|here|link|below|above)
^ to (unsubscribe|opt out|stop receiving|be removed) .. (click|reply|visit|use|please|follow|send|
    from|<url>)
(you are|youre) receiving this
(manage|update) (your|) (preferences|subscription)
(customers|clients|users|people|subscribers|recipients|they|leads|prospects|visitors|readers) ..
    (unsubscribe|opt out|unsubscribed|opted out)
(unsubscribe|opt out) (rate|rates|handling|list|lists|headers|header|flow)
""",
    harmless="""
(unsubscribe|unsubscribed|unsubscribing) from (our|my|their|the current|another|his|her|its|other)
(before|after|when|while|until) (we|i|you|they|people|customers) (unsubscribe|unsubscribed|
    opt out)
(remove|delete|removed) (the|this|that) (attachment|file|link|image|logo)
stop (by|over|off|in|at|round|around|for)
(non|bus|one|full|pit|next|first|last|truck) stop
stop (and|to) (think|talk|chat|look|say)
(dont|do not|cant|cannot|wont|never) stop
(no|not a|not any) (problem|problems|worries|worry|prob|probs|rush|hurry|pressure|doubt|trouble|
    issue|issues|obligation|offence|offense|brainer|apologies|need to apologise|need to apologize|
    need to hurry|biggie|big deal|strings)
not a (bad|bad idea|problem|biggie|deal breaker)
not (only|least|bad|too bad|later than|too late|too early|to mention|to worry)
why (not|dont you|dont we|do not we)
(dont|do not) (hesitate|worry|forget|be shy|be afraid|mind|give up|miss)
(cant|cannot|couldnt|could not|can not) (wait|agree more|be better|hurt|complain)
nothing to lose
no longer than
(sorry|apologies|apologise) for not
(remove|take|drop) me (from|off) (the|this|) (cc|bcc|thread|copy|loop|chain)
(dont|do not|never|please dont) (remove|unsubscribe|delete|take|drop) (me|us) .. (from|off|out)
    .. (list|lists)
(dont|do not|never) (remove|unsubscribe|delete) (me|us)
(would|are|were|might|may) you (be|also|perhaps|maybe|) (interested|open|keen)
you (are|re|might be|may be|would be|were|be) (interested|keen)
(if|whether|in case) (youre|you are|your company is|anyone is|somebody is) .. interested
may (be of interest to|interest) you
interested (to know|in knowing|to hear|to learn|in hearing) (how|where|why|who) you (got|found|
    obtained|have|came)
interested (party|parties|bystander)
interest (rate|rates|free)
(conflict|point|points|person|area|areas) of interest
in the interest of
your interest
(you|you will|youll|they|customers) .. (not|never) .. interested
(not saying|not say|wouldnt say|would not say|isnt that|not that|never said|didnt say) .. not ..
    interested
whether (or not|) .. interested
(if|when) (you|youre) not interested
dont get me wrong
thanks for (not|calling|your call|the call)
(you|you really) (dont|do not) (need|have) to
thank you for (reaching out|your interest)
at no (cost|charge)
pass (this|it|your|that) .. (on|along) (to|)
passed (this|it|your|that|on) .. (to)
""",
    positive="""
(quite|very|really|pretty|super|definitely|im|i am|we are) keen
(came|comes) at (a|the|just the) (good|right|perfect|great|very good) (moment|time)
(can|could|shall|should) we (do|say|make it|speak|talk|chat|meet|schedule|set up|have a call|
    hop on|jump on) .. (monday|tuesday|wednesday|thursday|friday|tomorrow|next week|this week|am|
    pm|morning|afternoon|call|time|10am|2pm)
(monday|tuesday|wednesday|thursday|friday|tomorrow|morning|afternoon) .. (is best|is better|
    would be best|works best|is free|is open)
(get|to get|lets get|how do we get|how do i get|can we get|want to get) started
(im|i am|we are|were|id be|i would be|wed be|we would be|am|definitely|certainly|very much|very|
    really) (very|really|quite|definitely|certainly|indeed|also|actually|absolutely|both|still|
    genuinely|extremely|always|) interested
(yes|yep|yeah|sure|ok) (very|quite|definitely|) interested
^ (very|quite|definitely|absolutely|) interested $
(this|that|it|which|what you do|your offer|your product|your service|your idea|idea) (is|sounds|
    looks|seems|would be|does sound) (really|very|quite|pretty|absolutely|super|) (interesting|
    great|good|promising|useful|exciting|intriguing|perfect|relevant|helpful|fantastic|excellent|
    brilliant|lovely|like something we|like what we|like exactly what)
sounds (really|very|quite|pretty|super|) (interesting|great|good|promising|useful|exciting|
    intriguing|perfect|fantastic|excellent|brilliant|lovely|fun)
sounds like (a|an) (good|great|interesting|excellent) (idea|plan|fit|opportunity|offer)
looks (really|very|quite|) (interesting|promising|great|good|useful)
(id|i would|wed|we would|i|we|would|ld) (really|absolutely|certainly|definitely|) (love|like|
    be happy|be glad|be keen|be delighted|be open|be up|be very happy|appreciate) (to|a|some|more|
    for) (learn|hear|know|talk|chat|see|discuss|meet|speak|have|schedule|set|find|connect|explore|
    take|try|get|understand|go|demo|call|more|quick|quote|trial|proposal|further|join|test|book|
    arrange|look)
(happy|glad|keen|delighted|eager|pleased|more than happy|open|up|game|ready) to (chat|talk|meet|
    discuss|learn|hear|connect|have a|jump|hop|speak|see|explore|take a|set up|schedule|arrange|
    look|try|get on|give it|find out|know)
(tell|show|teach) (me|us) (more|how it|how this)
(please|could you|can you|would you|) (send|share|forward|mail|email|drop|give) (me|us|over|along|
    through|across) (some|a few|a couple of|the|your|more|further|any|a|an|over|through|all|
    ) .. (info|information|details|times|slots|availability|proposal|quote|brochure|deck|calendar|
    link|pricing|dates|invite|invitation|offer|case studies|examples|material|materials|
    presentation)
lets (talk|chat|meet|do it|do this|set up|schedule|connect|speak|have a|jump|discuss|get on|
    go ahead|arrange|book|find a|hop|give it|try|make it|catch up|go for it|get started|start|
    explore|proceed|take)
(yes|yep|yeah|sure|absolutely|definitely|certainly) (please|lets|im in|im up|that works|works|
    sounds|happy|why not|go ahead|by all means|i would|id|we would|wed|send|call|thursday|monday|
    tuesday|wednesday|friday)
count (me|us) in
im (in|all ears|intrigued|curious|keen|game|sold|on board)
(you have|youve|you got|have) (my|our) (attention|interest)
(piqued|caught) (my|our) (interest|attention|curiosity)
(works|work|suits|suit|good|fine|ok|great|perfect|convenient) (for|with) (me|us)
(monday|tuesday|wednesday|thursday|friday|tomorrow|next week|morning|afternoon) (works|suits|
    is good|is fine|would work|would be|is perfect|is great|would suit)
(good|great|perfect|excellent|impeccable) timing
(we|i) (need|are looking for|have been looking for|am looking for|were looking for|could use|
    could really use|really need) (exactly|just|something like|help with|help|this|such)
(exactly|just) what (we|i) (are|am|were|was|have been|ve been|need) (looking|searching|)
let me know (when|what time|what times|your availability|if you are free|when you are|when youre)
when (can|could|shall|should) (we|you) (talk|speak|meet|call|start|chat|schedule|come|show|demo|
    hop|jump)
when (are|would) you (free|available)
(what|which) (times|time|days|day|slots|slot) (work|works|suit|suits|are good|do you have|are you)
looking forward to (your call|speaking|talking|hearing more|our call|our chat|meeting|learning|it|
    the call|the demo|discussing|seeing)
(please|) go ahead (and|with|)
(book|booked|booking|grab|grabbed|schedule|scheduled) (a|some|a time|in a) .. (time|slot|call|
    meeting|demo|chat)
(im|i am|we are|were|ill be|i will be|i should be) (free|available) (on|next|tomorrow|this|any|
    from|at|after|between|most|all|for|monday|tuesday|wednesday|thursday|friday|later)
(here is|heres|use|see|find|attached is) my (calendar|availability|booking|calendly|diary|
    schedule)
(we should|should|could|can) (definitely|certainly|) (talk|chat|meet|set up a|have a call)
send it (over|through|across|along)
want to (learn|know|hear|see) more
""",
    invite="""
(call|ring|phone|whatsapp) (me|us)
give (me|us) a (call|ring|bell|buzz|shout|tinkle)
(reach|catch|get|find) me (on|at|by phone|via)
my (number|mobile|cell|cell phone|direct line|phone|phone number|direct number) (is|<url>)
(stop|drop|come|pop|swing) (by|in|over|round) (our|the|my|to|on|at|for|some|any|next|tomorrow|
    whenever)
(drop|shoot) (me|us) a (line|message|text|mail|email) (with|when|and)
""",
    positive_hint="""
interested
interesting
curious
intrigued
yes
yep
sure
of course
why not
more (info|information|details|detail)
(send|share|forward) (me|us|it|over)
(demo|trial|quote|proposal)
""",
    negative="""
(isnt|not|never|arent) (really|quite|) (something|anything|what|one|a thing) (we|i|were|we are|im|
    i am|that|wed|id) .. (looking|need|want|do|interested|require|after|for|use|priority|
    exploring|considering|pursuing|pursue)
(dont|no) need to (follow up|chase|write again|reply|call)
(not|isnt|arent|aint|never|wasnt) (really|very|currently|particularly|at all|that|remotely|
    actually|personally|presently|overly|all that|so|something we are|something we re|something
    im|something i am|be|in any way|in the least|in the slightest|the least bit|even|
    ) (interested|of interest|a fit|a good fit|the right fit|the best fit|a match|a good match|
    for us|for me|for our company|something we need|something for us|a priority|our thing|my
    thing|our cup of tea|my cup of tea|in the market|needed|required|necessary|relevant|relevant
    to us|relevant for us|suitable|applicable|looking for|looking to|looking at|looking)
not interested
(no|zero|little|have no|see no) (interest|need|thanks|thank you|thx|thankyou|use for|budget|
    requirement|requirements|demand|desire|appetite)
uninterested
no longer (interested|looking|needed|in need|relevant|required)
thanks (but|) no thanks
(thanks|thank you|thx|cheers) but (no|not|were good|we are good|im good|i am good|ill pass|
    well pass|i ll pass|we re good)
no but (thanks|thank you)
^ (nope|no way|nah)
(ill|i will|well|we will|gonna|going to|have to|must|need to|let me) pass (on this|on that|on it|
    this time|for now|thanks|thank you|at this|here|on the|up|$)
(hard|polite|big) pass
^ pass $
(already|) (have|ve|got|have got|use|using|work with|working with|partnered with) (already|) (a|
    an|our own|my own|someone|somebody|something in|one|another|our|in house|people|two|
    enough) .. (agency|provider|supplier|vendor|partner|solution|team|system|tool|for this|for
    that|place|contract|consultant|company|firm|software|product)
already (have|use|using|work with|working with|covered|sorted|taken care|partnered|served|got|had|
    contracted|committed|signed|well served|being|equipped)
(do|handle|manage|cover|keep) (this|that|it|everything|all of this|all this|all that|
    these things) .. (in house|inhouse|ourselves|internally|myself)
(dont|do not|didnt|did not|wont|will not) (currently|really|actually|need|require|have|see|want|
    think|feel|believe|) (need|require|want|have any|have a|have the|see any|see a|see the|
    outsource|any) (need|use|budget|interest|requirement|value|benefit|your|this|any|it|that|
    anything|such|more|help|fit|to buy|capacity|outside|external|services|time for)
(dont|do not) (need|want|require) (it|this|that|any|your|anything|another|such|more|a|an|help)
(dont|do not) (currently|really|) (need|require)
(have to|must|will|respectfully|politely|wish to|decided to|like to|need to|going to|kindly)
    decline
(declining|we decline|i decline)
(were|we are|im|i am) (all set|good|fine|covered|sorted|ok|happy|well covered|all good|
    well served) (thanks|thank you|for now|here|as we are|already|at the moment|with our|with
    what|with the|right now|on that front|without)
not at this (time|point|stage|moment)
(not a|no) (good |) (fit|match)
(please|) (dont|do not) (follow up|chase)
(waste|wasting) (of|my|our|your) (time|breath|effort)
(go away|get lost|piss off|fuck off|bugger off|f off|sod off|buzz off)
not what (we|i) (need|are looking|am looking|do|want)
(doesnt|does not|isnt|wont|not) (apply|relevant|work) (to|for) (us|me|our)
(decided|chosen|opted) (against|with another|with someone else|for another|not to|
    to go with another|to go with someone|to stay)
(gone|went|going) with (another|someone else|a different|a competitor)
(closed|shut|closing|shutting|sold|wound) (down|up|) (the|our|my) (business|company|shop|firm|
    office)
(out of|ceased) (business|trading)
(happy|satisfied|pleased|content) with (our|the|what|who|them) (current|existing|present|we have|
    provider|agency|supplier|partner|setup|team|solution|)
not (buying|purchasing|hiring|investing|taking on|accepting|considering|spending)
(save|spare) (your|yourself) (time|breath|the effort|the trouble)
this is of no (interest|use|value)
of no (interest|use|value) (to|for) (us|me)
""",
    negative_hint="""
^ no $
no thanks
unfortunately
decline
not sure
(afraid|sorry) (not|but no|we cannot|we cant|i cant|i cannot)
(cannot|cant|can not) (afford|help|use|justify)
too expensive
""",
    neutral="""
(get|come|be|revert|circle|report) back (to|in touch with) (you|u)
(be|get) in touch (with you|again|once|when|if|in|next|later|after)
(ill|i will|we will|well|let me|let us|i have to|i need to|we need to|need to|have to|
    i would have to|going to|ill have to) (first|) (discuss|check|think|forward|share|consult|
    look into|look at|review|ask|see|talk it|talk to|talk with|speak to|speak with|run it|run
    this|bring|raise|mull|sleep|digest|read|have a look|take a look|pass (this|it|that|on)|
    consider)
(ill|i will|well|we will) (let you know|keep you posted|keep this|keep you in mind|keep your|
    follow up)
(keep|kept|keeping) (your|you|this|it|the) .. (on file|in mind|details|for later|for future)
(contact|reach|try|write|ask|ping|check|email|mail|message|talk|speak|call|get in touch|
    touch base|follow up|come back|circle back|check back|check in|reconnect|remind me|try me|get
    back|drop me|revisit|reach out|pick this up) .. (again|later|back|in|next|after|around|mid|
    early|end) .. (week|weeks|month|months|quarter|spring|summer|autumn|fall|winter|year|q1|q2|q3|
    q4|january|february|march|april|may|june|july|august|september|october|november|december|
    holidays|time|later)
(contact|reach|try|write|ask|ping|email|mail|message|get in touch|touch base|reach out|check back|
    come back|follow up) (me|us|with me|with us|to me|to us|) (again|later|back later|another
    time|some other time)
(^|thanks|now) not (right now|now|yet|just now|just yet|at the moment|at this moment|today|
    this year|this quarter|this month)
(isnt|not|is not) (a good|the right|the best|a great) (time|moment|timing)
(maybe|perhaps|possibly) (later|next|another time|in|after|some other)
(another|some other) time
bad (time|timing|moment)
(too|very|really|extremely|quite|super|swamped|so) (busy|swamped|slammed|stretched) (right now|
    at the moment|until|this|currently|with|to)
(how much|what) (is|does|would|do|are|will) (it|this|that|you|your|the) .. (cost|price|prices|
    pricing|charge|rates|fees|fee|run)
how much (is|does|would|do|are) (it|this|that|you|your|the|we)
what (is|are) (your|the) .. (price|prices|pricing|cost|rates|fees)
(who|what) (are you|is this|is your company|company are you)
what (exactly|) (do|does|is) (you|your company|your product|it|this) .. (do|offer|sell|about|mean)
what (exactly|) is (it|this|that) (you|about|all about|that you)
(do|does|can|could|is|are|have|would) (you|your|this|it) .. (integrate|support|work with|offer|
    provide|explain|clarify|elaborate|compatible|references|experience|available in|gdpr|based)
(have|ve|) (forwarded|passed|shared|sent) (this|it|your|that|on) .. (to|on|with) (my|our|the|a|
    him|her|them|it|mr|ms|mrs)
(pass|passing|forward|forwarding|share|sharing) (this|it|your|that) .. (on|along|to|with|
    internally)
(received|noted|got it|understood|acknowledged) (thanks|thank you|with thanks|many thanks|$)
under (review|consideration)
(what|how|why|which) (does this|does it|do you|is the|makes|would this|is different)
""",
    out_of_office="""
out of (the|my|) (office|town|country)
^ (ooo|ooto)
(on|taking|currently on) (annual|parental|maternity|paternity|sick|medical|extended|family|bank|
    public|my|a|summer|christmas|) (leave|vacation|holiday|holidays|pto|sabbatical)
(annual|parental|maternity|paternity|sick) leave
(limited|no|without|sporadic|intermittent|little|restricted|infrequent) (access to|access) (my|)
    (email|emails|mail|mails|internet|inbox|messages)
(reply|respond|answer|return|get back|attend|read|be back|deal|action) .. (upon|on|when|after|
    once) (my|i|) (return|back|am back|get back)
(upon|on|after) my return
when i (return|am back|get back) (to the office|to work|on)
(back|return|returning|returns|returned) (in|to|at) (the|my) (office|desk|work)
(will be back|be back|back|returning|return) (on|in the office on|from|by) (monday|tuesday|
    wednesday|thursday|friday|the|january|february|march|april|may|june|july|august|september|
    october|november|december)
currently (away|out|travelling|traveling|unavailable|out of)
(im|i am|i will be|ill be|am|be) (away|off work|off sick|unavailable|travelling|traveling|
    out until|out from|out today|out this|out on|off until|off from)
away (until|from my desk|from the office|from my email|from|till|on business)
(office|offices|we) (is|are|will be) closed (from|until|for|between|over|on)
vacation (notice|reply|message|responder|autoreply)
(not|nt) (be|) (checking|reading|monitoring|able to check|in the office) (my|) (emails|email|mail|
    inbox|messages|until|today|this)
absence from the office
""",
    auto="""
(automatic|automated|auto) (reply|response|message|answer|email|notification|acknowledgement|
    confirmation|receipt)
(autoreply|autoresponse|autoresponder|auto generated|autogenerated)
(automatically|system|computer) generated
(do not|dont|not) (reply|respond) (directly|) to (this|the) (email|message|mail|address|
    notification)
(reply|replies|responses|emails|messages|mail) (to|sent to) this .. (not|nt) .. (read|monitored|
    answered|received)
(mailbox|inbox|address|account|email address) (is|isnt) (not|no longer|un|) (monitored|in use|
    active|being monitored|read|attended|checked|exist)
(unmonitored|unattended|no reply) (mailbox|inbox|address|account)
(ticket|case|request|reference) (number|id|no|nr)
(ticket|case|request|enquiry|inquiry|message|email) (has been|was|is) (received|created|logged|
    assigned|registered|opened|queued|successfully)
(we have|weve|have|we) received your (email|message|enquiry|inquiry|request|application|query|
    mail|ticket)
(thank you|thanks) for (contacting|your enquiry|your inquiry|your request|getting in touch with|
    writing to|emailing) .. (support|team|service|customer|we|ltd|has been|our|the|a member)
(our|the|a member of our|a member of the|one of our) .. (team|agents|representatives|staff|
    colleagues|advisors) will (get back|respond|contact|reply|be in touch|review|answer|aim)
(expect|aim|will) .. (reply|respond|response|answer|get back to you) within .. (hours|days|
    working|business|hour|day)
""",
    wrong_person="""
(i|he|she|who|jane|tom|ive|i have|has) (retired|have retired)
(isnt|not) (really|) (my|in my) (area|field|department|remit|responsibility|job|call|decision|
    wheelhouse)
wrong (jane|tom|john|peter|guy|lady|woman|man|mr|mrs|ms|one) $
(not|isnt|no longer|arent|never) (really|actually|quite|) (the|a|your) (right|correct|best|
    appropriate|proper|relevant|ideal) (person|contact|one|guy|department|address|team|people|
    point|place|email|man|woman|individual)
(wrong|incorrect) (person|contact|address|department|guy|company|email|team|recipient|inbox|
    people|jane|tom|john|one)
(no longer|not) (works|work|working|employed|part of|in charge|responsible|in this role|
    in that role|with the company|with us|at the company|with this company|with our|at this
    company|a member|an employee|here)
(no longer|doesnt|does not|dont|left and no longer) (works|work|working) (here|for|at|with us|in)
no longer (with|at|employed|here)
(has|have|ve|hes|shes|she|he|since|recently|i) (since|recently|now|already|) left (the|our|this|
    us|acme|my) (company|firm|business|organisation|organization|team|practice|post|role|position|
    job|)
left the (company|firm|business|organisation|organization|team|practice)
(not|isnt|arent|nt|never) (really|) (responsible|in charge|my department|my area|
    my responsibility|my job|my decision|my call|my field|my remit|the decision maker|a decision
    maker|handling|involved|in my|part of my|within my|something i handle|something i deal|
    something i decide|me who)
(dont|do not|doesnt|no longer) (handle|deal with|decide|look after|manage|work on|make|oversee|
    run|do) (this|that|these|those|such|it|procurement|purchasing|marketing|our|the|any|decisions|
    on)
(is|would be|are|s) (the|a) (right|best|correct|better|appropriate|proper) (person|contact|one to|
    address|point|team|people)
(better|best) (person|contact) (for|to|is|would)
(moved|changed|switched) (to|) (another|a different|jobs|roles|companies|a new) (department|role|
    team|company|position|)
(has|is|have|am|now) (retired|passed away|deceased)
you (want|need|are looking for|re looking for|should be talking to|should talk to|should contact|
    should speak to|should write to|should ask|should try|ve got|have) (my|our|the wrong|mr|ms|
    mrs)
(handled|managed|decided|dealt with|looked after|run) by (my|our|mr|ms|mrs|someone|another|head|
    the|hq)
""",
    wrong_person_hint="""
(contact|ask|email|mail|try|call|talk to|speak to|speak with|write to|reach out to) (my|our|mr|
    mrs|ms|his|her|the) .. (colleague|team|department|boss|manager|partner|assistant|successor|
    office|head|hq|director)
(contact|email|mail|ask|try|write to|talk to|speak to|reach) .. <address>
(best|better) to (contact|talk to|speak to|ask|email|write to)
(copied|copying|ccd|cc|cced|looping|adding) .. (colleague|who)
""",
    mailing="""
(emails|mails|mailings|messages|list|lists|database|newsletter|newsletters|spam|inbox|subscribe|
    subscribed)
(send|sending|sent|contact|contacting) (any|more|further|me|us|these|this|such)
my (name|data|details|address|email|information)
""",
    doubt="""
yeah right
^ oh (great|wonderful|joy|goody|look|good|wow|fantastic|boy|yes|sure|perfect|lovely|how)
(just|exactly) what (i|we) (needed|wanted|always wanted)
(another|more|one more|yet another) (sales|cold|spam|one of those|unsolicited|pitch|email|mail|
    generic|template|automated)
as if
(lol|haha|hahaha|rofl|lmao|ha ha|hehe|duh)
nice try
how (original|creative|lovely|nice of you|thoughtful|exciting|charming)
^ (wow|congratulations|congrats|bravo|gee)
sure because
(nothing|anything) (better|else) to do
(spam|spammer|spammers|spammy|unsolicited|junk)
(lawyer|lawyers|solicitor|attorney|legal action|legal department|gdpr|can spam|casl|ico|
    data protection|sue|court|police|cease)
(report|reported|reporting) (you|this|your)
(complaint|complain|illegal|unlawful|scam|scammer|fraud|phishing|harassment)
(joking|kidding|sarcasm|sarcastic|ironic|irony|joke)
(where|how) (did|do|have) you (get|find|obtain|got|come by|have|found) .. (my|our|this) ..
    (address|email|name|details|contact|number|data|information)
who gave you
(bot|robot|chatgpt|an ai|a machine|human|real person)
(maybe|perhaps|might|possibly|not sure|unsure|depends|unless|provided that|in theory|i guess|
    i suppose|presumably|hypothetically)
if (you|it|the|this|that|we|there) (pay|can|could|will|is|are|were|would|s|was)
(pay|paid) (me|us)
hell freezes
(i wish|dream on|in your dreams|good luck with that|not in a million)
(already|) (told|said|answered|replied) .. (twice|times|before|already)
(idiot|idiots|stupid|moron|rubbish|garbage|crap|shit|bullshit|ridiculous|annoying|pathetic)
(🙄|😂|🤣|😏|🙃|😒|🤔)
(ignore|disregard) (all|any|previous|your|the)
""",
    negators="""
not no never dont doesnt didnt wont cant cannot isnt arent wasnt werent wouldnt couldnt shouldnt
havent hasnt hardly without neither nor nobody none nothing nt aint
""",
    contrasts="but however although though yet except unfortunately unless",
    polite="""
please kindly just hi hello hey dear ok okay and so pls plz thanks thank you sir madam guys all
again now
""",
)
