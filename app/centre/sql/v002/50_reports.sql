-- Reports: what stands in the feeds, as rows. The views belong to inspection_report, so that the policies below hold for
-- whoever reads them: the logins in centre.reader see their bureau and those below it, the centre's administrator all.
set local role inspection_owner;

create function centre.my_reports() returns text[]
language sql stable security definer set search_path = centre, pg_temp as $$
    with recursive below(bureau) as (
        select b.bureau from centre.bureau b
        where pg_has_role(session_user, 'inspection_owner', 'member')
            or exists (select from centre.reader r where r.bureau = b.bureau and r.role = session_user)
        union
        select b.bureau from centre.bureau b join below on b.parent = below.bureau
    )
    select array_agg(bureau) from below
$$;
grant execute on function centre.my_reports() to inspection_report;

create policy reports on centre.bureau for select to inspection_report
    using (bureau = any((select centre.my_reports())::text[]));
create policy reports on centre.device for select to inspection_report
    using (bureau = any((select centre.my_reports())::text[]));
create policy reports on centre.operation for select to inspection_report
    using (bureau = any((select centre.my_reports())::text[]));
grant select on centre.bureau, centre.operation to inspection_report;
grant select (bureau, device, name, enrolled_at, last_seen, revoked_at, next_lseq, program) on centre.device to inspection_report;

set local role inspection_report;
alter default privileges for role inspection_report revoke execute on functions from public;

-- The operations that count now in all fields of one kind of entity, by the rules of app/domain/fold.py: not refused by
-- the centre, not superseded by another, and on what was sealed only what the seal saw. The text of an operation is
-- canonical JSON, so the kind of its entity can be looked for in it before it is read.
create function report.live(of_entity text)
returns table (bureau text, root text, entity_id text, field text, op_id text, kind text, value json, hlc text)
language sql stable security definer set search_path = centre, pg_temp as $$
    with recursive refused as materialized (
        select o.bureau, o.root as op_id from operation o
        where o.device = 'centre' and strpos(o.raw, '"kind":"refuse"') > 0
    ), spoken as materialized (
        select o.bureau, o.root, o.op_id, r.entity, r.entity_id, r.field, r.kind, r.value, r.base, r.hlc
        from operation o, json_to_record(replace(o.raw, '\u0000', '\u0001')::json)
            as r(entity text, entity_id text, field text, kind text, value json, base json, hlc text)
        where (strpos(o.raw, '"entity":"' || of_entity || '","entity_id":') > 0
            or strpos(o.raw, '"entity":"seal","entity_id":') > 0) and r.entity in (of_entity, 'seal')
            and not exists (select from refused t where (t.bureau, t.op_id) = (o.bureau, o.op_id))
    ), mine as materialized (
        select * from spoken s where s.entity = of_entity
    ), seals as (
        select s.* from spoken s where s.kind = 'seal' and not exists (select from spoken v
            where v.kind = 'void' and v.entity = 'seal' and (v.bureau, v.entity_id) = (s.bureau, s.entity_id))
    ), covered as (
        select distinct s.bureau, c ->> 1 as entity_id from seals s, json_array_elements(s.value -> 'covers') as c
        where c ->> 0 = of_entity and of_entity <> 'seal'
    ), seen as (
        select s.bureau, h as op_id from seals s, json_array_elements_text(s.value -> 'heads') as h
        union
        select m.bureau, b from seen join mine m using (bureau, op_id), json_array_elements_text(m.base) as b
    ), admitted as materialized (
        select m.* from mine m
        where not exists (select from covered c where (c.bureau, c.entity_id) = (m.bureau, m.entity_id))
            or exists (select from seen s where (s.bureau, s.op_id) = (m.bureau, m.op_id))
    ), superseded as (
        select distinct m.bureau, m.entity_id, m.field, b as op_id from admitted m, json_array_elements_text(m.base) as b
    )
    select a.bureau, a.root, a.entity_id, a.field, a.op_id, a.kind, a.value, a.hlc from admitted a
    where a.kind <> 'remove' and not exists (select from superseded s
        where (s.bureau, s.entity_id, s.field, s.op_id) = (a.bureau, a.entity_id, a.field, a.op_id))
$$;

-- One row for each entity of a kind: its fields as JSON (the latest where several stand), its sets as arrays.
create function report.entities(of_entity text)
returns table (bureau text, inspection text, id text, fields json, sets json, voided bool)
language sql stable security definer set search_path = centre, pg_temp as $$
    with live as materialized (select * from report.live(of_entity)),
    latest as (
        select distinct on (l.bureau, l.entity_id, l.field) l.* from live l where l.kind <> 'add'
        order by l.bureau, l.entity_id, l.field, l.hlc collate "C" desc, l.op_id collate "C" desc
    ), single as (
        select l.bureau, l.root, l.entity_id, json_object_agg(l.field, l.value) filter (where l.kind <> 'void') as fields,
            bool_or(l.field = 'void') as voided
        from latest l group by 1, 2, 3
    ), members as (
        select l.bureau, l.entity_id, l.field, l.value, min(l.op_id collate "C") as first
        from (select n.bureau, n.entity_id, n.field, n.op_id, n.value::text as value from live n where n.kind = 'add') l
        group by l.bureau, l.entity_id, l.field, l.value
    ), listed as (
        select m.bureau, m.entity_id, m.field, json_agg(m.value::json order by m.first) as elements
        from members m group by m.bureau, m.entity_id, m.field
    ), sets as (
        select t.bureau, t.entity_id, json_object_agg(t.field, t.elements) as sets
        from listed t group by t.bureau, t.entity_id
    )
    select s.bureau, s.root, s.entity_id, coalesce(s.fields, '{}'), coalesce(t.sets, '{}'), s.voided
    from single s left join sets t using (bureau, entity_id)
$$;

-- Fields in which different values stand, so that a person must choose.
create function report.conflicts()
returns table (bureau text, entity text, entity_id text, field text)
language sql stable security definer set search_path = centre, pg_temp as $$
    with said as materialized (
        select o.bureau, o.op_id, r.entity, r.entity_id, r.field, r.kind, r.base
        from operation o, json_to_record(replace(o.raw, '\u0000', '\u0001')::json)
            as r(entity text, entity_id text, field text, kind text, base json)
    ), superseded as (
        select distinct s.bureau, b as op_id from said s, json_array_elements_text(s.base) as b
    ), suspected as (
        -- most kinds of entity have none: only these are read again with refusals and seals
        select distinct c.entity from (
            select s.entity from said s where s.kind = 'set'
                and not exists (select from superseded t where (t.bureau, t.op_id) = (s.bureau, s.op_id))
            group by s.bureau, s.entity, s.entity_id, s.field having count(*) > 1) c
    )
    select l.bureau, e.entity, l.entity_id, l.field
    from suspected e, report.live(e.entity) l
    where l.kind = 'set'
    group by l.bureau, e.entity, l.entity_id, l.field
    having count(distinct l.value::text) > 1
$$;
grant execute on function report.conflicts() to inspection_owner;

create function report.words(elements json) returns text[]
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select case when json_typeof(elements) = 'array' then array(select json_array_elements_text(elements)) end
$$;

-- What a device wrote may be no date at all: the row is shown without it.
create function report.day(written text) returns date
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select case when written ~ '^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])' then left(written, 10)::date
        when written ~ '^\d{4}-(0[13-9]|1[0-2])-(29|30)' then left(written, 10)::date
        when written ~ '^\d{4}-(0[13578]|1[02])-31' then left(written, 10)::date
        when written ~ '^\d\d([02468][048]|[13579][26])-02-29' and (left(written, 4)::int % 100 <> 0
            or left(written, 4)::int % 400 = 0) then left(written, 10)::date end
$$;

-- Behind each view stands a function of its own, so that a reader gets these columns and cannot ask for other entities.
create function report.inspection_rows()
returns table (bureau text, bureau_name text, inspection text, unit text, unit_name text, credit_code text, district text,
    form text, mode text, planned_from date, planned_to date, officers text[], arrived_on date, closed_on date,
    called_off bool, voided bool)
language sql stable security definer set search_path = centre, pg_temp as $$
    with officers as materialized (select * from report.entities('officer')),
    visits as (
        select w.bureau, w.inspection, min(report.day(w.fields ->> 'arrived_at')) as arrived_on
        from report.entities('visit') w where not w.voided group by w.bureau, w.inspection
    )
    select i.bureau, b.name, i.id, i.fields ->> 'unit', u.fields ->> 'name', u.fields ->> 'credit_code',
        u.fields ->> 'district', i.fields ->> 'form', i.fields ->> 'mode',
        report.day(i.fields ->> 'planned_from'), report.day(i.fields ->> 'planned_to'),
        array(select coalesce(p.fields ->> 'name', o) from json_array_elements_text(i.sets -> 'officers') as o
            left join officers p on (p.bureau, p.id) = (i.bureau, o)),
        v.arrived_on, report.day(c.fields ->> 'closed_at'),
        coalesce(i.fields #>> '{called_off,reason}', '') <> '', i.voided
    from report.entities('inspection') i
    join bureau b using (bureau)
    left join report.entities('unit') u on (u.bureau, u.id) = (i.bureau, i.fields ->> 'unit')
    left join report.entities('course') c on (c.bureau, c.id) = (i.bureau, i.id)
    left join visits v on (v.bureau, v.inspection) = (i.bureau, i.id)
$$;

create function report.finding_rows()
returns table (bureau text, inspection text, finding text, question text, code text, text text, severity text,
    basis text[], aim text, voided bool)
language sql stable security definer set search_path = centre, pg_temp as $$
    select f.bureau, f.inspection, f.id, f.fields ->> 'question', f.fields ->> 'code', f.fields ->> 'text',
        f.fields ->> 'severity', report.words(f.fields -> 'basis'), f.fields ->> 'aim', f.voided
    from report.entities('finding') f
$$;

create function report.measure_rows()
returns table (bureau text, inspection text, measure text, kind text, findings text[], text text, term text, due date,
    report_by date, number text, decided_on date, corrected text, voided bool)
language sql stable security definer set search_path = centre, pg_temp as $$
    select m.bureau, m.inspection, m.id, m.fields ->> 'kind', report.words(m.fields -> 'findings'),
        m.fields ->> 'text', m.fields ->> 'term', report.day(m.fields ->> 'due'), report.day(m.fields ->> 'report_by'),
        m.fields ->> 'number', report.day(m.fields ->> 'decided_at'), m.fields ->> 'corrected', m.voided
    from report.entities('measure') m
$$;

create function report.deadline_rows()
returns table (bureau text, inspection text, subject text, source text, kind text, title text, due date, done_on date)
language sql stable security definer set search_path = centre, pg_temp as $$
    with measures as materialized (select * from report.measure_rows())
    select m.bureau, m.inspection, m.measure, 'measure', m.kind, m.text, m.due, null::date
    from measures m where m.due is not null and not m.voided
    union all
    select m.bureau, m.inspection, m.measure, 'report', m.kind, m.text, m.report_by, null
    from measures m where m.report_by is not null and not m.voided
    union all
    select t.bureau, t.inspection, t.id, 'task', t.fields ->> 'kind', t.fields ->> 'title',
        report.day(t.fields ->> 'due'), report.day(t.fields ->> 'done_at')
    from report.entities('task') t where report.day(t.fields ->> 'due') is not null and not t.voided
$$;

create function report.device_rows()
returns table (bureau text, device text, name text, enrolled_at timestamptz, last_seen timestamptz, silent_days int,
    operations bigint, program text, revoked bool)
language sql stable security definer set search_path = centre, pg_temp as $$
    select d.bureau, d.device, d.name, d.enrolled_at, d.last_seen,
        floor(extract(epoch from clock_timestamp() - d.last_seen) / 86400)::int,
        d.next_lseq - 1, d.program, d.revoked_at is not null
    from device d
$$;

create view report.inspections as select * from report.inspection_rows();
create view report.findings as select * from report.finding_rows();
create view report.measures as select * from report.measure_rows();
create view report.deadlines as select * from report.deadline_rows();
create view report.devices as select * from report.device_rows();

comment on view report.inspections is '执法检查：一行一次检查（voided 为已作废）';
comment on view report.findings is '发现的问题：一行一个问题';
comment on view report.measures is '处理措施：一行一项措施';
comment on view report.deadlines is '期限：整改期限（measure）、报告期限（report）和待办事项（task），done_on 为办结日期';
comment on view report.devices is '终端：最近同步时间和未同步天数';

grant select on all tables in schema report to inspection_reader;
grant execute on function report.inspection_rows(), report.finding_rows(), report.measure_rows(),
    report.deadline_rows(), report.device_rows() to inspection_reader;
set local role inspection_owner;
revoke create on schema report from inspection_report;
